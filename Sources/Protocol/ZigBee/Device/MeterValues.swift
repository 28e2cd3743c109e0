// SPDX-License-Identifier: Apache-2.0

/// All that the meter lets its ZigBee device tell; nil for what it does not know, and then
/// nothing is told: never a placeholder.
public struct MeterValues: Sendable {
  /// For the Metering cluster.
  public var metering = MeteringValues()
  /// For the Electrical Measurement cluster.
  public var electrical = ElectricalValues()
  /// Whether the supply relay is closed; nil where none is fitted or its contact is not known.
  public var isSupplyOn: Bool?
  /// Whether the supply relay is armed for commands by radio.
  public var isSupplyArmed = true
  /// Whether commands to the supply relay must come under the link key.
  public var supplyNeedsLinkKey = false
  /// The public key that the event log is signed with; nil while it is not known.
  public var eventLogPublicKey: AttributeValue.Text?
  /// For the Diagnostics cluster.
  public var diagnostics = DiagnosticsValues()

  /// Makes values nobody knows.
  public init() {}
}

/// What the meter gives the Electrical Measurement cluster.
public struct ElectricalValues: Equatable, Sendable {
  /// Unit: mHz.
  public var frequency_mHz: UInt32?
  /// Unit: mV.
  public var rmsVoltage_mV: UInt64?
  /// Unit: mA.
  public var rmsCurrent_mA: UInt64?
  /// Unit: W, negative while energy is received from the customer.
  public var activePower_W: Int64?
  /// Unit: var of the fundamental, positive while inductive.
  public var reactivePower_var: Int64?
  /// Unit: VA.
  public var apparentPower_VA: UInt64?
  /// Unit: percent, -100 to 100.
  public var powerFactor_percent: Int8?
  /// Dips and interruptions since the meter was made.
  public var sags: UInt64?
  /// Swells since the meter was made.
  public var swells: UInt64?
  /// Unit: V, as declared by the supply contract: what thresholds in percent refer to.
  public var declaredVoltage_V: UInt32?
  /// Unit: W. Active power received above this is an overload; nil where no contract says so.
  public var powerThreshold_W: UInt32?

  /// Makes values nobody knows.
  public init() {}
}

/// What the meter gives the Diagnostics cluster.
public struct DiagnosticsValues: Equatable, Sendable {
  /// Starts since the meter was made.
  public var resets: UInt64?
  /// Saves since the meter was made.
  public var persistentMemoryWrites: UInt64?
  /// Messages received to this device alone since the start.
  public var unicastsReceived: UInt64?
  /// Messages sent and delivered since the start.
  public var unicastsDelivered: UInt64?
  /// Messages sent and not delivered since the start.
  public var unicastsFailed: UInt64?
  /// Joins since the start.
  public var joins: UInt64?
  /// Link quality of the last message, 0 to 255, where the radio tells.
  public var lastMessageLQI: UInt8?
  /// Unit: dBm, where the radio tells.
  public var lastMessageRSSI: Int8?

  /// Makes values nobody knows.
  public init() {}
}
