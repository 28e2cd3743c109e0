// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The built program, beside the test bundle.
private func program() -> URL {
  URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("metergateway")
}

private func run(_ arguments: [String]) throws -> (code: Int32, error: String) {
  let process = Process()
  process.executableURL = program()
  process.arguments = arguments
  let pipe = Pipe()
  process.standardError = pipe
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (process.terminationStatus, error)
}

@Suite struct ProgramTests {
  @Test(
    "Exit codes are those of sysexits, and the message names the device",
    arguments: [
      (["--radio", "/dev/there-is-no-such-device"], 69, "/dev/there-is-no-such-device"),
      (["--radio", "/dev/null"], 69, "/dev/null"),
      ([], 64, "--radio"),
      (["--radio", "/dev/null", "--join-seconds", "255"], 64, "--join-seconds"),
      (["--help"], 0, ""),
    ] as [([String], Int32, String)])
  func exitCodes(arguments: [String], code: Int32, message: String) throws {
    let result = try run(arguments)
    #expect(result.code == code)
    #expect(message.isEmpty || result.error.contains(message), "\(result.error)")
  }

  @Test("A radio that hangs up ends it with 74 and its name")
  func hangUp() throws {
    let pty = try Pty()
    let process = Process()
    process.executableURL = program()
    process.arguments = ["--radio", pty.path]
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var question = [UInt8](repeating: 0, count: 8)
    #expect(read(pty.master, &question, 8) == 8)
    close(pty.master)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(error.hasPrefix("metergateway: \(pty.path): "), "\(error)")
  }

  @Test("Ctrl-C ends it cleanly")
  func interrupt() throws {
    let pty = try Pty()
    let process = Process()
    process.executableURL = program()
    process.arguments = ["--radio", pty.path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // Its first question shows that it is running.
    var question = [UInt8](repeating: 0, count: 8)
    #expect(read(pty.master, &question, 8) == 8)
    #expect(question == [0x7E, 0x00, 0x04, 0x08, 0x01, 0x41, 0x49, 0x6C])
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
    close(pty.master)
  }
}
