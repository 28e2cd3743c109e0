// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Gateway

/// Expected bytes are those of [ZCL] 11.13, typed by hand.
@Suite struct UpgradeServerTests {
  /// Manufacturer 101E, image type 1, version 0001 0002.
  static let file: [UInt8] = [0x1E, 0x10, 0x01, 0x00, 0x02, 0x00, 0x01, 0x00]
  /// Its bytes 100 to 149 count on.
  static let image: [UInt8] =
    [UInt8](repeating: 0xEE, count: 10) + file + [UInt8](repeating: 0xDD, count: 82) + (0..<50)

  let server = UpgradeServer(image)

  @Test("Who has an older version of the same image type is offered the image, nobody else")
  func offers() {
    let own: [UInt8] = [0x1E, 0x10, 0x01, 0x00]
    let cases: [([UInt8], [UInt8])] = [
      (own + [0x01, 0x00, 0x01, 0x00], [0x00] + Self.file + [150, 0, 0, 0]),
      (own + [0xFF, 0xFF, 0x00, 0x00], [0x00] + Self.file + [150, 0, 0, 0]),
      (own + [0x02, 0x00, 0x01, 0x00], [0x98]),
      (own + [0x00, 0x00, 0x00, 0x01], [0x98]),
      ([0x1E, 0x10, 0x02, 0x00, 0, 0, 0, 0], [0x98]),
      ([0x1F, 0x10, 0x01, 0x00, 0, 0, 0, 0], [0x98]),
    ]
    for (client, body) in cases {
      #expect(server?.answer([0x11, 0x2A, 0x01, 0x00] + client) == [0x19, 0x2A, 0x02] + body)
    }
  }

  @Test("A block has what was asked for, at most 48 bytes, to the end of the image and not beyond")
  func blocks() {
    let own = Self.file
    func ask(_ offset: [UInt8], _ count: UInt8, of file: [UInt8]? = nil) -> [UInt8]? {
      server?.answer([0x11, 7, 0x03, 0x00] + (file ?? own) + offset + [count])
    }
    let head: [UInt8] = [0x19, 7, 0x05, 0x00] + Self.file
    #expect(ask([100, 0, 0, 0], 3) == head + [100, 0, 0, 0, 3, 0, 1, 2])
    #expect(ask([100, 0, 0, 0], 200) == head + [100, 0, 0, 0, 48] + (0..<48))
    #expect(ask([149, 0, 0, 0], 48) == head + [149, 0, 0, 0, 1, 49])
    #expect(ask([150, 0, 0, 0], 48) == [0x19, 7, 0x05, 0x98])
    #expect(ask([100, 1, 0, 0], 48) == [0x19, 7, 0x05, 0x98])
    let other: [UInt8] = [0x1E, 0x10, 0x01, 0x00, 0x03, 0x00, 0x01, 0x00]
    #expect(ask([100, 0, 0, 0], 48, of: other) == [0x19, 7, 0x05, 0x98])
  }

  @Test("An image that is here is to run now; what went wrong needs no answer")
  func ends() {
    let right: [UInt8] = [0x11, 9, 0x06, 0x00] + Self.file
    #expect(
      server?.answer(right) == [0x19, 9, 0x07] + Self.file + [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(UpgradeServer.end(right) == 0)
    let wrong: [UInt8] = [0x11, 9, 0x06, 0x96] + Self.file
    #expect(server?.answer(wrong) == nil)
    #expect(UpgradeServer.end(wrong) == 0x96)
  }

  @Test("What is cut short, of another side or another kind is not answered")
  func others() {
    let short: [UInt8] = [0x11, 1, 0x03, 0x00] + Self.file + [0, 0, 0, 0]
    let frames: [[UInt8]] = [
      [], [0x11, 1, 0x01], short, [0x11, 1, 0x01, 0x00, 0x1E, 0x10, 0x01, 0x00, 0, 0, 0],
      [0x19, 1, 0x01, 0x00] + Self.file, [0x10, 1, 0x01, 0x00] + Self.file,
      [0x11, 1, 0x09, 0x00] + Self.file,
    ]
    for frame in frames { #expect(server?.answer(frame) == nil, "\(frame)") }
    #expect(UpgradeServer([UInt8](repeating: 0, count: 61)) == nil)
    #expect(UpgradeServer.notice == [0x19, 0x00, 0x00, 0x00, 100])
  }
}
