// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// What can go wrong between the converter and its driver.
public enum ADS1x15Error<Failure: Error>: Error {
  /// The bus failed.
  case bus(Failure)
  /// The configuration that was read is not the one that was written.
  case configuration(written: UInt16, found: UInt16)
  /// The low four bits of a 12-bit code were not 0: nobody drove the bus.
  case reservedBits(found: UInt16)
}

/// A delta-sigma converter on its bus: AIN0 against AIN1, converting continuously at its fastest
/// rate, a ready pulse at each conversion's end.
///
/// A value of this type is a configured chip whose next read gives the conversion register.
///
/// - Unit: codes of 16 bits, left-aligned; of an ADS1015 the low four are 0. Allocates: never.
/// - Source: [ADS1015] SBAS473E, [ADS1115] SBAS444D.
public struct ADS1x15<Target: I2CTarget & ~Copyable>: ~Copyable {
  /// Hi_thresh with its most significant bit 1 ...
  static var highThreshold: UInt16 { 0x8000 }
  /// ... and Lo_thresh with it 0 make ALERT/RDY a ready pulse: [ADS1115] Conversion Ready Pin.
  static var lowThreshold: UInt16 { 0x0000 }

  /// Which part it is.
  public let part: ADS1x15Part
  /// The full scale that was written last.
  public private(set) var fullScale: ADS1x15Configuration.FullScale
  private var target: Target

  /// Takes the chip and configures it.
  ///
  /// - Errors: the bus's own, or a configuration that does not stay; the target is given up with
  ///   it.
  public init(
    _ target: consuming Target, _ part: ADS1x15Part,
    fullScale: ADS1x15Configuration.FullScale = .millivolts2048
  ) throws(ADS1x15Error<Target.Failure>) {
    self.target = target
    self.part = part
    self.fullScale = fullScale
    try configure(fullScale)
  }

  /// Whether its bus is, as far as the last messages tell.
  public var isReachable: Bool { target.isReachable }

  /// What is written to the configuration register.
  public static func configuration(
    _ fullScale: ADS1x15Configuration.FullScale
  ) -> ADS1x15Configuration {
    var fields = ADS1x15Configuration(rawValue: 0)
    fields.fullScale = fullScale
    fields.mode = .continuous
    fields.dataRate = ADS1x15Configuration.fastest
    fields.queue = .one
    return fields
  }

  /// Writes all registers and reads the configuration back: at the start, after a failure, or when
  /// the chip may have lost power.
  public mutating func configure(
    _ fullScale: ADS1x15Configuration.FullScale
  ) throws(ADS1x15Error<Target.Failure>) {
    try write(Self.highThreshold, to: .highThreshold)
    try write(Self.lowThreshold, to: .lowThreshold)
    let written = Self.configuration(fullScale).rawValue
    try write(written, to: .configuration)
    self.fullScale = fullScale
    // OS reads 0 while it converts, as it always does from now on.
    let found = try word()
    guard found == written else { throw .configuration(written: written, found: found) }
    try point(to: .conversion)
  }

  /// Writes the configuration with another full scale, two short messages: the conversion in
  /// progress still has the one before [ADS1115] Continuous-Conversion Mode.
  public mutating func change(
    to fullScale: ADS1x15Configuration.FullScale
  ) throws(ADS1x15Error<Target.Failure>) {
    try write(Self.configuration(fullScale).rawValue, to: .configuration)
    self.fullScale = fullScale
    try point(to: .conversion)
  }

  /// Reads the configuration and holds it against what was written.
  public mutating func verify() throws(ADS1x15Error<Target.Failure>) {
    let written = Self.configuration(fullScale).rawValue
    try point(to: .configuration)
    let found = try word()
    try point(to: .conversion)
    guard found == written else { throw .configuration(written: written, found: found) }
  }

  /// Reads the newest conversion: one message of two bytes.
  ///
  /// - Range: -32,768 ... 32,767. Errors: the bus's own; the low bits of a 12-bit part.
  public mutating func read() throws(ADS1x15Error<Target.Failure>) -> Int32 {
    let found = try word()
    guard part == .ads1115 || found & 0x000F == 0 else { throw .reservedBits(found: found) }
    return Int32(Int16(bitPattern: found))
  }

  private mutating func point(
    to register: ADS1x15Register
  ) throws(ADS1x15Error<Target.Failure>) {
    let bytes: InlineArray<1, UInt8> = [register.rawValue]
    do throws(Target.Failure) { try target.write(bytes.span) } catch { throw .bus(error) }
  }

  private mutating func write(
    _ value: UInt16, to register: ADS1x15Register
  ) throws(ADS1x15Error<Target.Failure>) {
    let bytes: InlineArray<3, UInt8> = [
      register.rawValue, UInt8(value >> 8), UInt8(truncatingIfNeeded: value),
    ]
    do throws(Target.Failure) { try target.write(bytes.span) } catch { throw .bus(error) }
  }

  private mutating func word() throws(ADS1x15Error<Target.Failure>) -> UInt16 {
    var bytes: InlineArray<2, UInt8> = [0, 0]
    var span = bytes.mutableSpan
    do throws(Target.Failure) { try target.read(into: &span) } catch { throw .bus(error) }
    return UInt16(bytes[0]) << 8 | UInt16(bytes[1])
  }
}
