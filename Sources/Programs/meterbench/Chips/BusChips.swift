// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware

/// The chips of one I2C bus, in the time of the board that reads them.
///
/// A board's clock starts anew with each life of its machine; the mains and the chips go on.
final class BusChips {
  private enum Chip {
    case converter(SimulatedAD7991)
    case memory(SimulatedMB85RC256V)
  }

  /// 0xF8 without the R/W bit [I2C-bus specification, 3.1.17].
  private static let deviceIDAddress: UInt16 = 0x7C

  /// How the next transfers fail, and how many; the chips see nothing of them.
  var failuresToCome: (failure: BusFailure, transfers: Int) = (.notAcknowledged, 0)

  private let clock = VirtualClock()
  private let chip: Chip
  /// What is to be added to the board's clock; nil until the machine's first transfer.
  private var lead: UInt64?

  /// The metering bus, with U1 alone on it.
  init(converterOf waveform: any SimulatedHardware.Waveform, seed: UInt64) {
    chip = .converter(
      SimulatedAD7991(.referenceBoard, waveform: waveform, clock: clock, seed: seed))
  }

  /// The second bus, with U3.
  init() { chip = .memory(SimulatedMB85RC256V(clock: clock)) }

  /// Another machine, or another life of the same one.
  func restarted() { lead = nil }

  /// Carries a transfer out and returns what was read.
  func carryOut(_ transfer: BusTransfer) -> Result<[UInt8], BusFailure> {
    let lead = self.lead ?? clock.now.nanoseconds &- transfer.startNanoseconds
    self.lead = lead
    clock.advance(to: Instant(nanoseconds: transfer.startNanoseconds &+ lead))
    if failuresToCome.transfers > 0 {
      failuresToCome.transfers -= 1
      return .failure(failuresToCome.failure)
    }
    do throws(I2CFault) { return .success(try bytes(transfer.messages)) } catch {
      return .failure(Self.failure(error))
    }
  }

  private func bytes(_ messages: [BusTransfer.Message]) throws(I2CFault) -> [UInt8] {
    switch (messages.count, messages[0], messages[messages.count - 1]) {
    case (1, .write(let bytes, let address), _):
      try write(bytes, to: address)
      return []
    case (1, .read(let count, let address), _): return try read(count, from: address)
    case (2, .write(let bytes, Self.deviceIDAddress), .read(3, Self.deviceIDAddress))
    where bytes.count == 1:
      return try deviceID(of: bytes[0] >> 1)
    case (2, .write(let bytes, let address), .read(let count, let source)) where source == address:
      return try write(bytes, to: address, reading: count)
    default: throw .unexpected
    }
  }

  private func write(_ bytes: [UInt8], to address: UInt16) throws(I2CFault) {
    switch chip {
    case .converter(let chip):
      try Self.check(address)
      var target = chip.target
      try target.write(bytes.span)
    case .memory(let chip):
      var target = chip.target(address: try Self.sevenBits(address))
      try target.write(bytes.span)
    }
  }

  private func read(_ count: Int, from address: UInt16) throws(I2CFault) -> [UInt8] {
    var answer = [UInt8](repeating: 0, count: count)
    var span = answer.mutableSpan
    switch chip {
    case .converter(let chip):
      try Self.check(address)
      var target = chip.target
      try target.read(into: &span)
    case .memory(let chip):
      var target = chip.target(address: try Self.sevenBits(address))
      try target.read(into: &span)
    }
    return answer
  }

  /// Two messages without a STOP between.
  private func write(
    _ bytes: [UInt8], to address: UInt16, reading count: Int
  ) throws(I2CFault) -> [UInt8] {
    guard case .memory(let chip) = chip else { throw .unexpected }
    var answer = [UInt8](repeating: 0, count: count)
    var span = answer.mutableSpan
    var target = chip.target(address: try Self.sevenBits(address))
    try target.write(bytes.span, reading: &span)
    return answer
  }

  private func deviceID(of address: UInt8) throws(I2CFault) -> [UInt8] {
    guard case .memory(let chip) = chip else { throw .notAcknowledged }
    var target = chip.target(address: address)
    let identity = try target.readDeviceID().rawValue
    return [16, 8, 0].map { UInt8(truncatingIfNeeded: identity >> $0) }
  }

  private static func check(_ address: UInt16) throws(I2CFault) {
    guard address == UInt16(ReferenceBoard.converterAddress) else { throw .notAcknowledged }
  }

  private static func sevenBits(_ address: UInt16) throws(I2CFault) -> UInt8 {
    guard address < 0x80 else { throw .notAcknowledged }
    return UInt8(address)
  }

  private static func failure(_ fault: I2CFault) -> BusFailure {
    switch fault {
    case .notAcknowledged, .truncated: .notAcknowledged
    case .timeout: .timeout
    case .unexpected: .notSupported
    }
  }
}
