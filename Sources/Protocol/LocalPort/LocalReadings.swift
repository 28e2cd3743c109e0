// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// A short text of printable ASCII. A line that cannot carry one of its characters is left out.
public typealias LocalText = FixedBytes<32>

/// All that the local port may tell, taken at one moment; nil for what nobody knows, and then the
/// line is left out: never a zero, never a placeholder.
public struct LocalReadings: Sendable {
  /// The number on the meter's plate.
  public var serialNumber: LocalText?
  /// The whole firmware.
  public var firmware: LocalText?
  /// The legally relevant part of the software [WELMEC 7.2 P2].
  public var legalSoftware: LocalText?
  /// Who signs the event log: 32 bytes, told in hexadecimal digits.
  public var eventLogPublicKey: FixedBytes<32>?
  /// The clock; nil while it is not known.
  public var time: LocalTime?

  /// Unit: Wh drawn from the network.
  public var activeImport_Wh = ByTariff<UInt64>()
  /// Unit: Wh fed into the network.
  public var activeExport_Wh = ByTariff<UInt64>()
  /// Unit: varh, quadrants I and II.
  public var reactiveImport_varh: UInt64?
  /// Unit: varh, quadrants III and IV.
  public var reactiveExport_varh: UInt64?
  /// Unit: varh.
  public var quadrantI_varh: UInt64?
  /// Unit: varh.
  public var quadrantII_varh: UInt64?
  /// Unit: varh.
  public var quadrantIII_varh: UInt64?
  /// Unit: varh.
  public var quadrantIV_varh: UInt64?
  /// Unit: VAh while active power is imported.
  public var apparentImport_VAh: UInt64?
  /// Unit: VAh while active power is exported.
  public var apparentExport_VAh: UInt64?
  /// The tariff that energy is booked to, 1 to 8.
  public var tariffInForce: UInt64?

  /// Unit: W drawn from the network; 0 while energy is fed in.
  public var powerImport_W: UInt64?
  /// Unit: W fed into the network; 0 while energy is drawn.
  public var powerExport_W: UInt64?
  /// Unit: mV.
  public var rmsVoltage_mV: UInt64?
  /// Unit: mA.
  public var rmsCurrent_mA: UInt64?
  /// Unit: mHz.
  public var frequency_mHz: UInt64?
  /// Unit: a thousandth, without a sign.
  public var powerFactor_thousandths: UInt64?

  /// The largest mean powers of import since the last reset.
  public var maximumDemandImport = ByTariff<DemandReading>()
  /// The largest mean powers of export since the last reset.
  public var maximumDemandExport = ByTariff<DemandReading>()
  /// Resets of the maximum demand since the meter was made.
  public var demandResets: UInt64?

  /// Power failures since the meter was made.
  public var powerFailures: UInt64?
  /// Of these the long ones.
  public var longPowerFailures: UInt64?
  /// Voltage dips since the meter was made.
  public var sags: UInt64?
  /// Voltage swells since the meter was made.
  public var swells: UInt64?
  /// The supply relay; nil where none is fitted or its contact is not known.
  public var supply: SupplyState?
  /// The text for the consumer; an empty one says that there is none.
  public var message: FixedBytes<80>?
  /// The meter's error bits; 0 says that there is no error.
  public var status: UInt32?

  /// Makes readings nobody knows.
  public init() {}
}

/// A total, and the same by tariff.
public struct ByTariff<Value: Sendable>: Sendable {
  /// The highest tariff.
  public static var tariffsMax: Int { 8 }

  private var values = InlineArray<9, Value?>(repeating: nil)

  /// Makes values nobody knows.
  public init() {}

  /// The value of a tariff, 1 to 8; 0 is the total, as in OBIS. Other numbers hold nothing.
  public subscript(tariff: Int) -> Value? {
    get { tariff >= 0 && tariff <= Self.tariffsMax ? values[tariff] : nil }
    set { if tariff >= 0 && tariff <= Self.tariffsMax { values[tariff] = newValue } }
  }
}

/// The largest mean power of any demand interval.
public struct DemandReading: Equatable, Sendable {
  /// Unit: W.
  public var power_W: UInt64
  /// When the interval ended; nil where the clock was not known.
  public var end: LocalTime?

  /// Makes a reading.
  public init(power_W: UInt64, end: LocalTime? = nil) {
    self.power_W = power_W
    self.end = end
  }
}

/// The supply relay. Source: [DSMR P1 4.2.2] switch position; [DLMS Blue Book] class 70,
/// control_state.
public enum SupplyState: UInt8, Sendable {
  /// The consumer has no power.
  case disconnected = 0
  /// The consumer has power.
  case connected = 1
  /// A person may connect.
  case readyForReconnection = 2
}
