// SPDX-License-Identifier: Apache-2.0

@testable import Metrology
import Quantities

/// A block of 200 ms with some figures of its own.
struct PlainBlock {
  /// Unit: microvolts.
  var voltage: Int64 = 230_000_000
  /// Unit: microwatts.
  var power: Int64 = 1_000_000_000
  /// Unit: microamperes.
  var current: Int64 = 5_000_000
  /// Unit: microhertz; 0 for none.
  var frequency: Int64 = 50_000_000
  var nanoseconds: Int64 = 200_000_000
  var flags = BlockFlags()
  /// Unit: microvars; nil for no spectrum.
  var reactivePower: Int64?

  var figures: BlockFigures {
    let apparent = ApparentPower(Voltage(microvolts: voltage), Current(microamperes: current))
    var block = BlockFigures(
      voltage: Voltage(microvolts: voltage), current: Current(microamperes: current),
      activePower: ActivePower(microwatts: power), apparentPower: apparent, powerFactor: nil,
      frequency: frequency == 0 ? nil : Frequency(microhertz: frequency),
      voltageDC: Voltage(microvolts: 0), currentDC: Current(microamperes: 0), range: .direct,
      nanoseconds: nanoseconds)
    block.flags = flags
    block.fundamental = reactivePower.map {
      FundamentalFigures(
        activePower: ActivePower(microwatts: power), reactivePower: ReactivePower(microvars: $0),
        voltage: block.voltage, current: block.current,
        voltageDistortion: Distortion(millionths: 30_000), currentDistortion: nil,
        harmonicOrderMax: 40)
    }
    return block
  }
}
