// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import LinuxHardware
import MeterBoard
import Quantities

/// The converters, and the thread that reads them.
extension Board {
  typealias Bursts = ConverterReader<LinuxI2CTarget, LinuxClock>
  typealias Conversions = ReadyEdgeReader<LinuxI2CTarget, LinuxEdges, LinuxClock>

  /// Reads the converters that the board is said to have.
  enum Reader: ~Copyable {
    case bursts(Bursts)
    case conversions(Conversions)
  }

  /// The converters, before the lines of their ready edges are known.
  enum Converters: ~Copyable {
    case one(AD7991<LinuxI2CTarget>)
    case two(voltage: ADS1x15<LinuxI2CTarget>, current: ADS1x15<LinuxI2CTarget>)
  }

  static func openConverters(_ options: Options) throws(MissingDevice) -> Converters {
    switch options.converter {
    case .ad7991: .one(try openConverter(options))
    case .readyEdges(let part):
      .two(voltage: try openVoltage(options, part), current: try openCurrent(options, part))
    }
  }

  static func openReader(_ options: Options) throws(MissingDevice) -> Reader {
    try openReader(try openConverters(options), options)
  }

  static func openReader(
    _ converters: consuming Converters, _ options: Options
  ) throws(MissingDevice) -> Reader {
    switch consume converters {
    case .one(let converter): .bursts(ConverterReader(converter, clock: LinuxClock()))
    case .two(let voltage, let current):
      .conversions(
        Conversions(
          voltage: voltage, current: current, edges: try openEdges(options), clock: LinuxClock()))
    }
  }

  static func openConverter(
    _ options: Options
  ) throws(MissingDevice) -> AD7991<LinuxI2CTarget> {
    do throws(LinuxFailure) {
      var target = try LinuxI2CTarget(path: options.i2c, address: ReferenceBoard.converterAddress)
      try check(&target)
      return try AD7991(target, bias: ReferenceBoard.bias)
    } catch {
      throw missing(
        options, error, absent: "no AD7991 answers at address 0x28 on the metering bus")
    }
  }

  static func openVoltage(
    _ options: Options, _ part: ADS1x15Part
  ) throws(MissingDevice) -> ADS1x15<LinuxI2CTarget> {
    try openConverter(
      options, part, MakerBoard.voltageAddress,
      absent: "no ADS1015 or ADS1115 answers at address 0x48 on the metering bus")
  }

  static func openCurrent(
    _ options: Options, _ part: ADS1x15Part
  ) throws(MissingDevice) -> ADS1x15<LinuxI2CTarget> {
    try openConverter(
      options, part, MakerBoard.currentAddress,
      absent: "no ADS1015 or ADS1115 answers at address 0x49 on the metering bus")
  }

  private static func openConverter(
    _ options: Options, _ part: ADS1x15Part, _ address: UInt8, absent: StaticString
  ) throws(MissingDevice) -> ADS1x15<LinuxI2CTarget> {
    do throws(LinuxFailure) {
      let target = try LinuxI2CTarget(path: options.i2c, address: address)
      do throws(ADS1x15Error<LinuxFailure>) { return try ADS1x15(target, part) } catch {
        if case .bus(let failure) = error { throw failure }
        throw LinuxFailure(.notSupported)
      }
    } catch { throw missing(options, error, absent: absent) }
  }

  static func openEdges(_ options: Options) throws(MissingDevice) -> LinuxEdges {
    let voltage = try spelling(options, .voltageReady)
    let current = try spelling(options, .currentReady)
    do throws(LinuxFailure) {
      return try LinuxEdges(chip: options.gpio, voltage, current, to: .low)
    } catch {
      throw MissingDevice(
        path: "\(options.gpio) lines \(voltage) and \(current)", failure: error,
        advice: error.advice(
          "name the chip with both ALERT/RDY lines with --gpio",
          group: "add this user to the group gpio"))
    }
  }

  /// How the chip calls a line: see `LineNames`.
  private static func spelling(
    _ options: Options, _ line: MakerBoard.Line
  ) throws(MissingDevice) -> String {
    let place = options.line(line)
    do throws(LinuxFailure) {
      return try LineNames.open(place.name, place.number) { spelled throws(LinuxFailure) in
        _ = try LinuxInput(chip: options.gpio, line: spelled)
        return spelled
      }
    } catch {
      throw MissingDevice(
        path: "\(options.gpio) line \(place.number)", failure: error,
        advice: error.advice(
          "name the chip with both ALERT/RDY lines with --gpio",
          group: "add this user to the group gpio"))
    }
  }

  private static func missing(
    _ options: Options, _ failure: LinuxFailure, absent: StaticString
  ) -> MissingDevice {
    let advice: StaticString =
      failure.kind == .noSuchDevice
      ? "enable I2C (raspi-config), or name the metering bus with --i2c"
      : failure.advice(absent, group: "add this user to the group i2c")
    return MissingDevice(path: options.i2c, failure: failure, advice: advice)
  }

  /// Every conversion of an AD7991 starts with two zero bits [AD7991 Rev. B, table 13].
  private static func check(_ target: inout LinuxI2CTarget) throws(LinuxFailure) {
    var conversion: InlineArray<2, UInt8> = [0xFF, 0xFF]
    var bytes = conversion.mutableSpan
    try target.read(into: &bytes)
    guard conversion[0] & 0xC0 == 0 else { throw LinuxFailure(.notSupported) }
  }
}
