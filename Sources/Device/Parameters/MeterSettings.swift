// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Ledger
public import LocalPort
public import Quantities
public import Tariff

/// Whether commands by radio may switch the supply relay.
public enum SupplyArming: UInt8, Sendable {
  /// They may.
  case armed = 0
  /// Only those under the link key.
  case linkKeyOnly = 1
  /// None.
  case unarmed = 2
}

/// What a person may set of a meter: all that the firmware reads from the parameter block.
public struct MeterSettings: Sendable {
  /// The converter and its sensors, with their calibration. Range: `RecordingHead`'s, for codes of
  /// the metrology's width.
  public var frontEnd: FrontEnd
  /// Udin, which events refer to; nil takes the nominal voltage.
  public var declaredVoltage: Voltage?
  /// The meter constant of the test output. Unit: impulses per kilowatt-hour.
  public var impulsesPerKilowattHour: UInt32 = 1_000
  /// The longest time between two saves of the registers. Unit: milliseconds.
  public var saveMilliseconds: UInt16 = 10_000
  /// Over what demand is averaged.
  public var demandWindow = DemandWindow.minutes15
  /// How the load profile is recorded.
  public var profile = ProfileParameters.standard
  /// How local time follows from universal time.
  public var zone = ZoneRules.utc
  /// The calendar in force, the one to come, and when it comes.
  public var tariff = TariffTables()
  /// When the supply is opened for too much demand.
  public var limiter = LimiterSettings.none
  /// What the local port speaks; nil where there is none.
  public var localPort: LocalPortParameters?
  /// Who may switch the supply.
  public var supplyArming = SupplyArming.armed
  /// The meter's serial number, of printable ASCII; empty where it has none.
  public var serialNumber = FixedBytes<24>()
  /// What the bill calls the point of delivery, of printable ASCII; empty where it has none.
  public var deliveryPoint = FixedBytes<16>()
  /// What the supply contract allows; nil where it does not say. Unit: watts.
  public var availablePowerWatts: UInt32?
  /// Above which power the contract wants a notice; nil where it does not say. Unit: watts.
  public var powerThresholdWatts: UInt32?
  /// Which times of day are believed.
  public var clock: ClockLimits
  /// The board's GPIO lines; empty where they are where the firmware knows them.
  public var lines = LineTable()

  /// Makes settings that leave the rest as a meter has it that nobody told.
  public init(frontEnd: FrontEnd, clock: ClockLimits) {
    self.frontEnd = frontEnd
    self.clock = clock
  }
}

/// Which times of day are believed, and which steps of the clock are taken from anybody.
public struct ClockLimits: Equatable, Sendable {
  /// No time before it is believed.
  public var earliest: UTC
  /// No time after it is believed.
  public var latest: UTC
  /// The largest step that is taken without authentication. Unit: milliseconds.
  public var stepMilliseconds: UInt32

  /// 1970 to 9999, and any step: for recordings and simulated time.
  public static let any = ClockLimits(
    earliest: UTC(milliseconds: 0), latest: UTC(milliseconds: 253_402_300_799_999),
    stepMilliseconds: .max)
  /// 2025 to 2099, and steps of an hour: what a meter of this version may see. A clock whose
  /// battery is flat tells less.
  public static let standard = ClockLimits(
    earliest: UTC(milliseconds: 1_735_689_600_000), latest: UTC(milliseconds: 4_102_444_799_999),
    stepMilliseconds: 3_600_000)

  /// Whether a time is believed.
  public func contain(_ utc: UTC) -> Bool {
    utc.milliseconds >= earliest.milliseconds && utc.milliseconds <= latest.milliseconds
  }

  /// Makes limits; `keyOutOfRange` of the settings judges them.
  public init(earliest: UTC, latest: UTC, stepMilliseconds: UInt32) {
    self.earliest = earliest
    self.latest = latest
    self.stepMilliseconds = stepMilliseconds
  }
}
