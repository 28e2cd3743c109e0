// SPDX-License-Identifier: Apache-2.0

import Foundation
import Meter
import Testing

/// Gathers lines.
private struct Lines: LineSink {
  var lines: [String] = []

  mutating func line(_ text: Span<UInt8>) {
    lines.append(String(decoding: text.indices.map { text[$0] }, as: UTF8.self))
  }
}

@Suite struct ReplayTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Recordings")

  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name + "/input.recording")))
  }

  static func lines(_ bytes: [UInt8]) -> (isWhole: Bool, lines: [String]) {
    var sink = Lines()
    let isWhole = Replay.run(bytes.span, into: &sink)
    return (isWhole, sink.lines)
  }

  @Test("The project ships recordings")
  func shipped() {
    #expect(Self.names.count >= 4)
  }

  @Test("A recording replays to the bits that were accepted", arguments: names)
  func expected(_ name: String) throws {
    let place = Self.folder.appendingPathComponent(name + "/expected.json")
    let expected = try JSONDecoder().decode([String].self, from: Data(contentsOf: place))
    let played = Self.lines(try Self.bytes(name))
    #expect(played.isWhole)
    #expect(played.lines == expected)
    #expect(played.lines.count > 3)
  }

  @Test("The same recording twice gives the same bits", arguments: names)
  func twice(_ name: String) throws {
    let bytes = try Self.bytes(name)
    #expect(Self.lines(bytes).lines == Self.lines(bytes).lines)
  }

  @Test("A flipped bit is told with its place and ends the replay", arguments: names)
  func flipped(_ name: String) throws {
    var bytes = try Self.bytes(name)
    bytes[bytes.count / 2] ^= 1
    let played = Self.lines(bytes)
    #expect(!played.isWhole)
    #expect(try #require(played.lines.last).hasPrefix("error: the recording is damaged at byte "))
  }

  @Test("Each recording says what it is", arguments: names)
  func note(_ name: String) throws {
    let place = Self.folder.appendingPathComponent(name + "/note.md")
    #expect(try String(contentsOf: place, encoding: .utf8).count > 80)
  }
}
