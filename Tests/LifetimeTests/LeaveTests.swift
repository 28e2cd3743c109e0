// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The running program is asked to stop.
@Suite("A program that is asked to stop", .serialized)
struct LeaveTests {
  /// A program that has not left by then never does: before it had a limit, it waited for its disk
  /// for 16 s. Unit: seconds.
  private static let never = 5.0
  /// A program that has not said so much by then never does. Unit: seconds.
  private static let silent = 30.0

  private struct End {
    /// Nil where it never came.
    var code: Int32?
    var said: [String]
  }

  /// Runs the program with these words, asks it to stop when what it said is enough.
  private static func run(
    _ words: [String], until isEnough: ([String]) -> Bool
  ) throws -> End {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "killproof")
    process.arguments = words
    let said = URL(filePath: words[0] + ".said")
    try Data().write(to: said)
    process.standardOutput = try FileHandle(forWritingTo: said)
    try process.run()
    func text() throws -> [String] {
      String(decoding: try Data(contentsOf: said), as: UTF8.self).split(separator: "\n")
        .map(String.init)
    }
    let started = Date()
    while try !isEnough(text()), -started.timeIntervalSinceNow < silent { usleep(10_000) }
    kill(process.processIdentifier, SIGTERM)
    let asked = Date()
    while process.isRunning, -asked.timeIntervalSinceNow < never { usleep(10_000) }
    guard !process.isRunning else {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      return End(code: nil, said: try text())
    }
    return End(code: process.terminationStatus, said: try text())
  }

  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "leave-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "registers").path)
  }

  /// A number of the last whole line that has it.
  private static func last(_ name: String, _ end: End) -> Int64? {
    for line in end.said.dropLast().reversed() {
      let words = line.split(separator: " ")
      if let place = words.firstIndex(of: Substring(name)) { return Int64(words[place + 1]) }
    }
    return nil
  }

  @Test("On a disk that answers it saves all, and says so by its exit code")
  func saves() throws {
    try Self.withFolder { path in
      let end = try Self.run([path, "stop"]) { $0.count >= 100 }
      #expect(end.code == 0)
      let next = try Self.run([path, "stop"]) { $0.count >= 2 }
      let measured = try #require(Self.last("measured", end))
      #expect(try #require(Self.last("restored", next)) >= measured)
    }
  }

  @Test("On a disk that hangs it leaves, says that not all is saved, and loses nothing safe")
  func hangs() throws {
    try Self.withFolder { path in
      let end = try Self.run([path, "disk"]) { $0.contains("hangs") }
      #expect(end.code == 75)
      let safe = try #require(Self.last("safe", end))
      #expect(safe > 0)
      let next = try Self.run([path, "stop"]) { $0.count >= 2 }
      #expect(try #require(Self.last("restored", next)) >= safe)
    }
  }

  @Test("One whose main loop hangs leaves all the same")
  func loops() throws {
    try Self.withFolder { path in
      let end = try Self.run([path, "loop"]) { $0.contains("hangs") }
      #expect(end.code == 75)
    }
  }
}
