// SPDX-License-Identifier: Apache-2.0

import CLinux
import Drivers
import Foundation
import Ledger
import LinuxHardware
import Testing

@testable import meterd

/// What the doctor says of a machine without a board.
@Suite struct DoctorTests {
  private static func findings(_ options: [String]) throws -> Doctor {
    var doctor = Doctor(try Options(options + ["doctor"]))
    doctor.examine()
    return doctor
  }

  /// A pseudo-terminal: the file of its far end, and the path of the other.
  private static func terminal() throws -> (descriptor: Int32, path: String) {
    var name = [CChar](repeating: 0, count: 64)
    let terminal = clinux_pty_open(&name, name.count)
    try #require(terminal >= 0)
    return (terminal, String(decoding: name.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self))
  }

  @Test("Each part that is not there is named, with what to do, and the exit code says so")
  func nothingThere() throws {
    let doctor = try Self.findings([
      "--i2c", "/dev/no-bus", "--gpio", "/dev/no-chip", "--radio", "/dev/no-uart", "--fram",
      "/dev/no-fram", "--local-port", "/dev/no-port", "--store", "/nowhere/registers", "--staging",
      "/nowhere/staging", "--watchdog", "/dev/no-dog",
    ])
    let missing = doctor.findings.filter { $0.severity == .missing }.map(\.text)
    for path in [
      "/dev/no-bus: no such device: enable I2C", "/dev/no-fram: no such device",
      "/dev/no-chip: no such device: name the chip",
      "/dev/no-uart: no such device: enable the UART", "/dev/no-port: no such device",
      "/nowhere/registers: no such device: name another file with --store",
      "/nowhere/staging: no such device: name another file with --staging",
    ] {
      #expect(missing.contains { $0.hasPrefix(path) }, "\(path)")
    }
    #expect(missing.count == 7)
    #expect(
      doctor.findings.contains {
        $0.severity == .less && $0.text.hasPrefix("/dev/no-dog: no such device: load its driver")
      })
    #expect(doctor.exitCode == .unavailable)
    let lines = try Self.findings(["--gpio", "/dev/null"]).findings.filter {
      $0.severity == .missing && $0.text.hasPrefix("/dev/null line ")
    }
    #expect(lines.count == 18, "each line of what is no chip")
  }

  @Test(
    "A display behind an expander is named with bus and address, and no line of it is asked for")
  func expander() throws {
    for (bus, wanted) in [
      ("/dev/no-display", "no such device: name the bus of the display with --display-i2c"),
      ("/dev/null", "name the bus of the display with --display-i2c"),
    ] {
      let doctor = try Self.findings([
        "--display-i2c", bus, "--display-address", "0x3F", "--gpio", "/dev/null",
      ])
      let missing = doctor.findings.filter { $0.severity == .missing }.map(\.text)
      let said = missing.filter { $0.hasPrefix("\(bus) address 0x3F: ") }
      #expect(said.count == 1 && said.allSatisfy { $0.hasSuffix(wanted) }, "\(said)")
      let lines = missing.filter { $0.hasPrefix("/dev/null line ") }
      #expect(lines.count == 11, "each line but the seven of the display")
    }
  }

  @Test("The radio's port has RTS and CTS unless they are not wired, and the doctor says which")
  func radioFlow() throws {
    let (terminal, path) = try Self.terminal()
    defer { close(terminal) }
    for (options, usesFlowControl, said) in [
      ([], true, "with RTS and CTS; where these are not wired: --radio-flow none"),
      (["--radio-flow", "none"], false, "without RTS and CTS"), ([], true, "with RTS and CTS;"),
    ] {
      let all = ["--radio", path] + options
      let lines = try Self.findings(all).findings.map(\.line)
      let wanted = "well     \(path): the radio's UART, 115200 bits a second, \(said)"
      #expect(lines.contains { $0.hasPrefix(wanted) }, "\(lines)")
      let port = try Board.openRadio(try Options(all))
      var settings = termios()
      #expect(tcgetattr(terminal, &settings) == 0)
      #expect((settings.c_cflag & tcflag_t(CRTSCTS) != 0) == usesFlowControl)
      _ = consume port
    }
  }

  @Test("The radio's module is asked for its firmware; where none answers the meter runs with less")
  func radioModule() throws {
    let (terminal, path) = try Self.terminal()
    defer { close(terminal) }
    let silent = try Self.findings(["--radio", path]).findings.map(\.line)
    #expect(
      silent.contains { $0.hasPrefix("less     \(path): no XBee 3 answers in API mode: see") })
    // The answer of [Digi 90001539], and before it what a module says of a reset.
    let module = Thread {
      let question: [UInt8] = [0x7E, 0x00, 0x04, 0x08, 0x01, 0x56, 0x52, 0x4E]
      let answer: [UInt8] = [
        0x7E, 0, 2, 0x8A, 0, 0x75, 0x7E, 0, 7, 0x88, 1, 0x56, 0x52, 0, 0x10, 0x14, 0xAA,
      ]
      // The first question may still be there: each one is answered.
      for _ in 0..<3_000 where !Thread.current.isCancelled {
        var heard = [UInt8](repeating: 0, count: 8)
        if clinux_serial_read(terminal, &heard, heard.count) == 8, heard == question {
          _ = clinux_write_all(terminal, answer, answer.count)
        }
        usleep(1_000)
      }
    }
    module.start()
    defer { module.cancel() }
    let answered = try Self.findings(["--radio", path]).findings.map(\.line)
    #expect(answered.contains("well     \(path): the XBee 3 answers, firmware 1014"), "\(answered)")
  }

  @Test("The maker's board has two converters, and no line of the supply relays")
  func makerBoard() throws {
    let doctor = try Self.findings([
      "--converter", "ads1115", "--i2c", "/dev/no-bus", "--gpio", "/dev/null",
    ])
    let missing = doctor.findings.filter { $0.severity == .missing }.map(\.text)
    #expect(missing.filter { $0.hasPrefix("/dev/no-bus: no such device: enable I2C") }.count == 2)
    #expect(missing.filter { $0.hasPrefix("/dev/null line ") }.count == 14)
    let relays: [ReferenceBoard.Line] = [
      .disconnectSet, .disconnectReset, .disconnectFeedback, .loadControl,
    ]
    for line in relays {
      #expect(!missing.contains { $0.hasPrefix("/dev/null line \(line.rawValue):") })
    }
  }

  @Test("A store is well, or its room; one without parameters is less; nothing is made of it")
  func store() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "registers").path
    let before = try Self.findings(["--store", path]).findings.map(\.line)
    #expect(before.contains { $0.hasPrefix("well     \(path): room for the registers") })
    #expect(!FileManager.default.fileExists(atPath: path))
    do { _ = try FileBlockStore(path: path, capacity: StoreMap.capacity) }
    let after = try Self.findings(["--store", path]).findings.map(\.line)
    #expect(after.contains("well     \(path): the registers"))
    #expect(after.contains { $0.hasPrefix("less     \(path): no sealed parameters") })
    let held = try FileBlockStore(path: path, capacity: StoreMap.capacity)
    let busy = try Self.findings(["--store", path]).findings.map(\.line)
    #expect(busy.contains { $0.contains("in use by another program: stop the meter") })
    _ = consume held
  }

  @Test("What the meter runs without does not hide what it needs")
  func severity() throws {
    var doctor = Doctor(try Options([]))
    #expect(doctor.exitCode == .success)
    doctor.add(.less, "clock")
    #expect(doctor.exitCode == .degraded)
    doctor.add(.missing, "bus")
    doctor.add(.less, "clock")
    #expect(doctor.exitCode == .unavailable)
  }
}
