// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities

/// What can go wrong between the converter and its driver.
public enum AD7991Error<Failure: Error>: Error {
  /// The bus failed; no set of this call counts.
  case bus(Failure)
  /// A conversion came from another input than the sequencer's turn.
  case wrongChannel(conversion: Int, expected: UInt8, found: UInt8)
  /// The two leading bits were not 0: nobody drove the bus.
  case leadingBits(conversion: Int, found: UInt8)
}

/// The codes at which the three inputs rest.
public struct AD7991Bias: Equatable, Sendable {
  /// Code of 0 V at VIN0.
  public var voltage: Int32
  /// Code of 0 A at VIN1.
  public var current: Int32
  /// Code of 0 A at VIN2.
  public var currentAmplified: Int32

  /// Makes a bias.
  public init(voltage: Int32, current: Int32, currentAmplified: Int32) {
    self.voltage = voltage
    self.current = current
    self.currentAmplified = currentAmplified
  }
}

/// A 12-bit, SCL-clocked converter on its bus: VIN0 voltage, VIN1 current, VIN2 current ×16.
///
/// A value of this type is a configured chip: the unconfigured one is its bare target.
///
/// - Unit: converter counts about each input's bias, |x| ≤ 4,095. Allocates: never.
/// - Source: [AD7991] Rev. B.
public struct AD7991<Target: I2CTarget & ~Copyable>: ~Copyable {
  /// VIN0, VIN1, VIN2 against the reference at VIN3, no delay that would move a sample: 0x7B.
  public static var configuration: AD7991Configuration {
    var fields = AD7991Configuration(rawValue: 0)
    fields.channels = 0b0111
    fields.reference = .external
    fields.bitTrialDelayOff = true
    fields.sampleDelayOff = true
    return fields
  }

  private var target: Target
  private let bias: AD7991Bias
  private var buffer = InlineArray<8190, UInt8>(repeating: 0)

  /// Takes the chip and writes its configuration.
  ///
  /// - Errors: the bus's own; the target is given up with it.
  public init(_ target: consuming Target, bias: AD7991Bias) throws(Target.Failure) {
    self.target = target
    self.bias = bias
    try configure()
  }

  /// Whether its bus is, as far as the last messages tell.
  public var isReachable: Bool { target.isReachable }

  /// Writes the configuration again: after a failure, or when the chip may have lost power.
  public mutating func configure() throws(Target.Failure) {
    let register: InlineArray<1, UInt8> = [Self.configuration.rawValue]
    try target.write(register.span)
  }

  /// Reads as many sets as fit into one read message and into `sets`; returns how many. Where the
  /// adapter takes less than was known, the message is shortened until it does.
  ///
  /// - Range: at most `AD7991Limits.setsMax` and what the target's `readBytesMax` holds.
  /// - Errors: the first conversion that is not what it must be; `sets` is then of no use.
  public mutating func read(
    into sets: inout MutableSpan<SampleSet>
  ) throws(AD7991Error<Target.Failure>) -> Int {
    let count = try fill(setsMax: sets.count)
    for index in 0..<count {
      sets[index] = SampleSet(
        voltage: try code(at: 3 * index, of: 0) - bias.voltage,
        current: try code(at: 3 * index + 1, of: 1) - bias.current,
        currentAmplified: try code(at: 3 * index + 2, of: 2) - bias.currentAmplified)
    }
    return count
  }

  /// Reads one message into the buffer; returns how many sets it has.
  private mutating func fill(setsMax: Int) throws(AD7991Error<Target.Failure>) -> Int {
    while true {
      let bytesMax = min(target.readBytesMax, AD7991Limits.readBytesMax)
      let count = min(setsMax, bytesMax / AD7991Limits.bytesPerSet)
      guard count > 0 else { return 0 }
      var all = buffer.mutableSpan
      var bytes = all._mutatingExtracting(0..<count * AD7991Limits.bytesPerSet)
      do throws(Target.Failure) {
        try target.read(into: &bytes)
        return count
      } catch {
        guard target.readBytesMax < bytesMax else { throw .bus(error) }
      }
    }
  }

  private func code(
    at conversion: Int, of channel: UInt8
  ) throws(AD7991Error<Target.Failure>) -> Int32 {
    let result = AD7991Result(buffer[2 * conversion], buffer[2 * conversion + 1])
    guard result.leading == 0 else {
      throw .leadingBits(conversion: conversion, found: result.leading)
    }
    guard result.channel == channel else {
      throw .wrongChannel(conversion: conversion, expected: channel, found: result.channel)
    }
    return Int32(result.code)
  }
}

/// What one call to the converter may take.
public enum AD7991Limits {
  /// Three conversions of two bytes.
  public static let bytesPerSet = 6
  /// The longest read message: whole sets below Linux's 8,192 bytes [i2c-dev.c].
  public static let readBytesMax = 8190
  /// Sets in the longest read message.
  public static let setsMax = readBytesMax / bytesPerSet
  /// SCL periods of one conversion: 16 data bits and two acknowledgements.
  public static let clocksPerConversion = 18
  /// SCL periods before the first conversion: seven address bits, R/W, acknowledgement.
  public static let clocksPerAddress = 9
}
