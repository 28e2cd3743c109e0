// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The built program, beside the test bundle.
private func program() -> URL {
  URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("metergateway")
}

/// The program while it runs; it is ended where it does not end by itself.
private final class Running {
  private static let secondsMax = 20.0
  let process = Process()
  private let pipe = Pipe()

  init(_ arguments: [String]) throws {
    process.executableURL = program()
    process.arguments = arguments
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }

  /// Waits for its end; one that does not come fails the test.
  func end() throws -> (code: Int32, error: String) {
    let deadline = Date(timeIntervalSinceNow: Running.secondsMax)
    while process.isRunning, Date() < deadline { usleep(10_000) }
    let isLate = process.isRunning
    if isLate { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    try #require(!isLate, "it did not end within \(Running.secondsMax) s")
    let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationReason == .exit)
    return (process.terminationStatus, error)
  }

  /// Its first bytes to the radio, which show that it is running; fewer where they do not come.
  func question(at master: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    while bytes.count < 8, poll(&ready, 1, Int32(Running.secondsMax * 1000)) == 1,
      read(master, &byte, 1) == 1
    {
      bytes.append(byte)
    }
    return bytes
  }
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
    let result = try Running(arguments).end()
    #expect(result.code == code)
    #expect(message.isEmpty || result.error.contains(message), "\(result.error)")
  }

  @Test("A radio that hangs up ends it with 74 and its name")
  func hangUp() throws {
    let pty = try Pty()
    let running = try Running(["--radio", pty.path])
    #expect(running.question(at: pty.master).count == 8)
    close(pty.master)
    let result = try running.end()
    #expect(result.code == 74)
    #expect(result.error.hasPrefix("metergateway: \(pty.path): "), "\(result.error)")
  }

  @Test(
    "Ctrl-C, a request to end and a closed terminal end it cleanly",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func interrupt(signal: Int32) throws {
    let pty = try Pty()
    let running = try Running(["--radio", pty.path])
    #expect(
      running.question(at: pty.master) == [0x7E, 0x00, 0x04, 0x08, 0x01, 0x41, 0x49, 0x6C])
    kill(running.process.processIdentifier, signal)
    #expect(try running.end().code == 0)
    close(pty.master)
  }
}
