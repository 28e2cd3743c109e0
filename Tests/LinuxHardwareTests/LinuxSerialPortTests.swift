// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LinuxHardware

@Suite struct LinuxSerialPortTests {
  private func read(_ port: inout LinuxSerialPort, _ count: Int) throws(LinuxFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xAA, count: count)
    var span = bytes.mutableSpan
    let taken = try port.read(into: &span)
    return Array(bytes.prefix(taken))
  }

  @Test("Every byte passes unchanged, in both directions")
  func everyByte() throws {
    let far = try Terminal()
    var port = try LinuxSerialPort(path: far.path)
    let all = (0...255).map { UInt8($0) }
    let written = try port.write(all.span)
    #expect(written == 256)
    #expect(far.received() == all)
    far.send(all)
    let arrived = try read(&port, 300)
    #expect(arrived == all)
  }

  @Test("Nothing has arrived: 0 bytes at once, no wait and no error")
  func nothing() throws {
    let far = try Terminal()
    var port = try LinuxSerialPort(path: far.path)
    #expect(try read(&port, 10) == [])
    #expect(try read(&port, 0) == [])
    far.send([1, 2, 3])
    #expect(try read(&port, 2) == [1, 2])
    #expect(try read(&port, 2) == [3])
    #expect(try read(&port, 2) == [])
  }

  @Test("A full line takes what fits and then nothing, without waiting")
  func full() throws {
    let far = try Terminal()
    var port = try LinuxSerialPort(path: far.path)
    let much = [UInt8](repeating: 0x55, count: 1 << 20)
    let first = try port.write(much.span)
    #expect(first > 0)
    #expect(first < much.count)
    var last = first
    for _ in 0..<1000 where last > 0 { last = try port.write(much.span) }
    #expect(last == 0)
    withExtendedLifetime(far) {}
  }

  @Test("When the far end is gone, reading and writing say so")
  func hangUp() throws {
    let far = try Terminal()
    var port = try LinuxSerialPort(path: far.path)
    far.hangUp()
    let byte: [UInt8] = [1]
    let reading = failure { () throws(LinuxFailure) in _ = try read(&port, 1) }
    let writing = failure { () throws(LinuxFailure) in _ = try port.write(byte.span) }
    #expect(reading?.kind == .hungUp)
    #expect(writing?.kind == .hungUp)
  }

  @Test("What arrived before the port was opened is thrown away")
  func flush() throws {
    let far = try Terminal()
    far.send([1, 2, 3])
    var port = try LinuxSerialPort(path: far.path)
    #expect(try read(&port, 10) == [])
    far.send([4])
    #expect(try read(&port, 10) == [4])
  }

  @Test(
    "A port that cannot be opened is refused by name",
    arguments: [
      ("/dev/no-such-port", LinuxFailure(.noSuchDevice, code: 2)),
      ("/dev/null", LinuxFailure(.notATerminal, code: 25)),
      ("/dev/null/x", LinuxFailure(.noSuchDevice, code: 20)),
      ("/dev", LinuxFailure(.notAFile, code: 21)),
    ])
  func refused(path: String, expected: LinuxFailure) {
    let found = failure { () throws(LinuxFailure) in _ = try LinuxSerialPort(path: path) }
    #expect(found == expected)
  }

  @Test("RTS and CTS are used where that is asked for, and only there, whatever was before")
  func flowControl() throws {
    let far = try Terminal()
    for usesFlowControl in [false, true, false] {
      let settings = LinuxSerialPort.Settings(flowControl: usesFlowControl)
      var port = try LinuxSerialPort(path: far.path, settings)
      #expect(try far.usesFlowControl() == usesFlowControl)
      try port.setSpeed(bitsPerSecond: 9600)
      #expect(try far.usesFlowControl() == usesFlowControl)
      far.send([1])
      #expect(try read(&port, 2) == [1])
    }
    _ = try LinuxSerialPort(path: far.path)
    #expect(try !far.usesFlowControl())
  }

  @Test("A speed that is not listed is refused", arguments: [UInt32(0), 1, 115_201, .max])
  func speeds(bitsPerSecond: UInt32) throws {
    let far = try Terminal()
    let settings = LinuxSerialPort.Settings(bitsPerSecond: bitsPerSecond)
    let found = failure { () throws(LinuxFailure) in
      _ = try LinuxSerialPort(path: far.path, settings)
    }
    #expect(found?.kind == .outOfRange)
  }

  @Test("The listed speeds are taken", arguments: [9600, 19200, 38400, 57600, 115_200, 230_400])
  func listed(bitsPerSecond: UInt32) throws {
    let far = try Terminal()
    let settings = LinuxSerialPort.Settings(bitsPerSecond: bitsPerSecond, flowControl: true)
    #expect(
      failure { () throws(LinuxFailure) in
        _ = try LinuxSerialPort(path: far.path, settings)
      } == nil)
  }
}
