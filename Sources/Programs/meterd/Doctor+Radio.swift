// SPDX-License-Identifier: Apache-2.0

import Bytes
import LinuxHardware
import Quantities
import RadioLink

/// What the doctor finds at the radio's UART.
extension Doctor {
  /// The answer is waited for so long: a module may be busy with its network. Unit: nanoseconds.
  private static let radioNanosecondsMax: UInt64 = 1_000_000_000
  private static let lookNanoseconds: UInt64 = 10_000_000

  /// Without a module the meter runs, and nobody hears of it by radio.
  mutating func examineRadio() {
    let path = options.radio.path
    let flow: StaticString =
      options.radio.usesFlowControl
      ? "with RTS and CTS; where these are not wired: --radio-flow none" : "without RTS and CTS"
    do {
      var port = try Board.openRadio(options)
      add(.well, "\(path): the radio's UART, 115200 bits a second, \(flow)")
      // Root is not held back from a port that is in use.
      guard !isBoardInUse else { return }
      do throws(LinuxFailure) { tell(try Self.askRadio(&port)) } catch {
        add(.less, "\(path): \(error.text): the radio cannot be asked: see its UART")
      }
    } catch { add(.missing, error.text) }
  }

  private mutating func tell(_ version: UInt64?) {
    let path = options.radio.path
    guard let version else {
      let advice: StaticString = "see its supply, TX and RX, and that AP is 1 or 2"
      return add(.less, "\(path): no XBee 3 answers in API mode: \(advice)")
    }
    add(.well, "\(path): the XBee 3 answers, firmware \(Self.hexadecimal(version))")
  }

  /// The version of the module's firmware; nil where none answers.
  private static func askRadio(_ port: inout LinuxSerialPort) throws(LinuxFailure) -> UInt64? {
    let question = XBee3Probe.question
    guard try port.write(question.span) == question.count else { return nil }
    var (probe, clock) = (XBee3Probe(), LinuxClock())
    let asked = clock.now()
    while clock.now().since(asked) < radioNanosecondsMax {
      var bytes = InlineArray<64, UInt8>(repeating: 0)
      var room = bytes.mutableSpan
      let count = try port.read(into: &room)
      for index in 0..<count {
        if let version = probe.receive(bytes[index]) { return version }
      }
      if count == 0 { clock.pause(nanoseconds: lookNanoseconds) }
    }
    return nil
  }

  /// As a module's version is written, four digits or more.
  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
