// SPDX-License-Identifier: Apache-2.0

public import EventLog
public import Ledger
public import Metrology
public import Parameters
public import Quantities
public import RadioLink
public import Seal
public import Tariff
public import ZigBee

/// What makes one meter different from another.
public struct MeterParameters: Sendable {
  /// The converter and its sensors.
  public var frontEnd: FrontEnd
  /// What the radio says of this meter.
  public var identity: DeviceIdentity
  /// Which network its radio looks for, and with which key.
  public var join = JoinParameters()
  /// Udin, which events refer to; nil takes the nominal voltage. Range: 1 V ... 1 MV.
  public var declaredVoltage: Voltage?
  /// How energy becomes pulses.
  public var testOutput = TestOutputParameters()
  /// Over what demand is averaged.
  public var demandWindow = DemandWindow.minutes15
  /// How the load profile is recorded.
  public var profile = ProfileParameters.standard
  /// How local time follows from universal time.
  public var zone = ZoneRules.utc
  /// The calendars; without one the network's tier is in force.
  public var tariff = TariffTables()
  /// When the supply is opened because too much is taken.
  public var limiter = LimiterSettings.none
  /// Whether the contract has energy delivered to the network; else it is a sign of tampering.
  public var isExportExpected = true
  /// Between which times a clock is believed.
  public var clockLimits = ClockLimits.any
  /// Why the meter started, for its event log.
  public var startCause = StartCause.unknown
  /// Whether commands by radio may switch the supply relay.
  public var isSupplyArmed = true
  /// Whether they must come under the link key.
  public var supplyNeedsLinkKey = false
  /// How long a page stands on the display. Unit: milliseconds.
  public var pageMilliseconds: UInt64 = 5_000
  /// How long a page that a person turned to stands there, before pages turn by themselves again.
  /// Unit: milliseconds.
  public var handMilliseconds: UInt64 = 30_000
  /// How long the backlight stays on after the button was pressed last; 0 for always. Unit:
  /// milliseconds.
  public var backlightMilliseconds: UInt64 = 60_000
  /// The hash of the parameter block; nil where there is none.
  public var digest: Digest?
  /// Which change of the parameter block this is; 0 where there is none.
  public var counter: UInt64 = 0
  /// The longest time between two saves of the registers. Unit: milliseconds.
  public var saveMilliseconds: UInt64 = 10_000
  /// The shortest time between two changes of the display. Unit: milliseconds.
  public var refreshMilliseconds: UInt64 = 500

  /// Makes the parameters of a meter.
  public init(frontEnd: FrontEnd, identity: DeviceIdentity) {
    self.frontEnd = frontEnd
    self.identity = identity
  }
}
