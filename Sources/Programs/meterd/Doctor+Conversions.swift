// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import LinuxHardware
import MeterBoard
import Quantities

/// The converters of the maker's board, and whether their edges come.
extension Doctor {
  /// 3 s: the fit of the ready edges needs a part of one.
  private static let callsMax = 12

  mutating func examineConversions(_ part: ADS1x15Part) {
    let options = options
    let name: StaticString = part == .ads1015 ? "ADS1015" : "ADS1115"
    var answering = 0
    check("\(options.i2c): an \(name) answers at address 0x48") { () throws(MissingDevice) in
      _ = try Board.openVoltage(options, part)
      answering += 1
    }
    check("\(options.i2c): an \(name) answers at address 0x49") { () throws(MissingDevice) in
      _ = try Board.openCurrent(options, part)
      answering += 1
    }
    guard answering == 2 else { return }
    check("\(options.gpio): ready edges come, as often as an \(name) converts") {
      () throws(MissingDevice) in
      guard case .conversions(let reader) = try Board.openReader(options) else { return }
      try Self.examine(reader, options)
    }
  }

  /// Sets come where both converters have edges at their rate.
  private static func examine(
    _ reader: consuming Board.Conversions, _ options: Options
  ) throws(MissingDevice) {
    var sets = InlineArray<128, SampleSet>(repeating: .zero)
    var span = sets.mutableSpan
    for _ in 0..<callsMax {
      if case .sets = reader.next(into: &span) { return }
    }
    throw MissingDevice(
      path: options.gpio, failure: LinuxFailure(.silent),
      advice: "no ready edges at the rate of --converter: pull both ALERT/RDY lines up to 3.3 V")
  }
}
