// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import HardwareInterface
import LinuxHardware
import Quantities

/// A serial port whose far end this program holds.
enum Port {
  /// Both ends exchange a byte so often.
  static func exchange(_ count: Int) throws(LinuxFailure) {
    let far = FarEnd()
    var port = try LinuxSerialPort(path: far.path)
    for number in 1...count {
      far.send(UInt8(number))
      say { () throws(LinuxFailure) in
        var byte: InlineArray<1, UInt8> = [0]
        var span = byte.mutableSpan
        return try port.read(into: &span) == 1 ? "read \(byte[0])" : "nothing read"
      }
      say { () throws(LinuxFailure) in
        let byte: InlineArray<1, UInt8> = [UInt8(number)]
        return try port.write(byte.span) == 1 ? "written \(far.taken())" : "nothing written"
      }
    }
  }

  /// Reads until `count` bytes came, and prints what is new; between a hang-up and the next byte
  /// must lie the time for which the port is left alone.
  static func recover(_ count: Int) throws(LinuxFailure) {
    let far = FarEnd()
    var port = try LinuxSerialPort(path: far.path)
    try port.setSpeed(bitsPerSecond: 9600)
    var clock = LinuxClock()
    var (told, last, lostSince) = (0, "", Instant?.none)
    for _ in 0..<answersMax where told < count {
      let answer = answer(&port)
      if answer != last, answer != "nothing" { print(answer) }
      if answer.hasPrefix("hungUp") {
        lostSince = lostSince ?? clock.now()
      } else if let since = lostSince.take() {
        print(clock.now().since(since) < retryNanoseconds ? "too soon" : "after its time")
        print("at \(far.isAt9600 ? "9600" : "another speed")")
      }
      last = answer
      if answer.hasPrefix("read") { told += 1 }
      if answer == "nothing" { far.send(UInt8(told + 1)) }
      clock.pause(nanoseconds: pauseNanoseconds)
    }
  }

  private static let answersMax = 1_000
  private static let retryNanoseconds: UInt64 = 1_000_000_000
  private static let pauseNanoseconds: UInt64 = 20_000_000

  private static func answer(_ port: inout LinuxSerialPort) -> String {
    do throws(LinuxFailure) {
      var byte: InlineArray<1, UInt8> = [0]
      var span = byte.mutableSpan
      return try port.read(into: &span) == 1 ? "read \(byte[0])" : "nothing"
    } catch { return "\(error.kind) \(error.code)" }
  }

  static func speed(_ count: Int) throws(LinuxFailure) {
    let far = FarEnd()
    var port = try LinuxSerialPort(path: far.path)
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        try port.setSpeed(bitsPerSecond: 9600)
        return "set"
      }
    }
  }

  /// A speed that no port has, at the start and later.
  static func noSpeed(_ count: Int) throws(LinuxFailure) {
    let far = FarEnd()
    var port = try LinuxSerialPort(path: far.path)
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        try port.setSpeed(bitsPerSecond: 1)
        return "set"
      }
      say { () throws(LinuxFailure) in
        _ = try LinuxSerialPort(path: far.path, .init(bitsPerSecond: 1))
        return "opened"
      }
    }
  }

  static func flow(_ count: Int) throws(LinuxFailure) {
    let far = FarEnd()
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        _ = try LinuxSerialPort(path: far.path, .init(flowControl: true))
        return "opened"
      }
    }
  }
}

/// The far end of a pseudo-terminal.
final class FarEnd {
  let path: String
  private let descriptor: Int32

  init() {
    var name = [CChar](repeating: 0, count: 64)
    descriptor = clinux_pty_open(&name, name.count)
    if descriptor < 0 { print("no pseudo-terminal \(-descriptor)") }
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = clinux_close(descriptor) }

  /// What the near end set.
  var isAt9600: Bool {
    var settings = termios()
    tcgetattr(descriptor, &settings)
    return cfgetospeed(&settings) == speed_t(B9600)
  }

  func send(_ byte: UInt8) {
    var byte = byte
    _ = clinux_write_all(descriptor, &byte, 1)
  }

  /// The byte that has arrived, 0 for none.
  func taken() -> UInt8 {
    var byte: UInt8 = 0
    _ = clinux_serial_read(descriptor, &byte, 1)
    return byte
  }
}
