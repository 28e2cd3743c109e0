// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
public import LocalPort
import Metrology
public import Quantities
import Seal
import Tariff
import ZigBee

extension Meter {
  /// What the local port tells: as by radio, no register that a power cut could take back.
  public func localReadings(at now: Instant) -> LocalReadings {
    var readings = LocalReadings()
    let serial = parameters.identity.serialNumber
    if serial.count > 0 { readings.serialNumber = Self.text(serial.span) }
    readings.firmware = Self.text(Version.text)
    readings.legalSoftware = legalSoftware
    readings.eventLogPublicKey = publicKeyBytes
    readings.time = clock.time(at: now).map { local($0) }
    enterRegisters(&readings)
    enterMomentary(&readings)
    readings.supply = supply.isClosed.map {
      $0 ? .connected : accounts.limiter.isReconnectable ? .readyForReconnection : .disconnected
    }
    readings.message = display.message?.text ?? FixedBytes<80>()
    // Bits 0 to 15 as by radio, 16 to 31 one for each part that a self-check found wrong.
    readings.status = UInt32(extendedStatus & 0xFFFF) | UInt32(checks.flags) << 16
    return readings
  }

  /// Version, and the first digits of the hashes of the program and of the parameters.
  private var legalSoftware: LocalText {
    var text = Self.text(Version.text)
    Self.append(code, to: &text)
    Self.append(parameters.digest, to: &text)
    return text
  }

  private static func append(_ digest: Digest?, to text: inout LocalText) {
    guard let digest else { return }
    text.append(" ")
    for index in 0..<4 { text.append(hexadecimal: digest.bytes[index]) }
  }

  private func enterRegisters(_ readings: inout LocalReadings) {
    let kept = confirmedRegisters
    let demand = kept.demand.maxima
    for tier in 0...TariffRegisters.tiersMax {
      let energies = tier == 0 ? kept.total : kept.tariff[tier]
      readings.activeImport_Wh[tier] = energies.energyImport.told
      readings.activeExport_Wh[tier] = energies.energyExport.told
      readings.maximumDemandImport[tier] = reading(demand.received(tier: tier))
      readings.maximumDemandExport[tier] = reading(demand.delivered(tier: tier))
    }
    let reactive = kept.reactive
    readings.quadrantI_varh = UInt64(clamping: reactive.quadrantI.varHours)
    readings.quadrantII_varh = UInt64(clamping: reactive.quadrantII.varHours)
    readings.quadrantIII_varh = UInt64(clamping: reactive.quadrantIII.varHours)
    readings.quadrantIV_varh = UInt64(clamping: reactive.quadrantIV.varHours)
    readings.reactiveImport_varh = Self.told(reactive.quadrantI, reactive.quadrantII)
    readings.reactiveExport_varh = Self.told(reactive.quadrantIII, reactive.quadrantIV)
    readings.apparentImport_VAh = UInt64(clamping: kept.apparentImport.voltampereHours)
    readings.apparentExport_VAh = UInt64(clamping: kept.apparentExport.voltampereHours)
    readings.tariffInForce = activeTier.map(UInt64.init)
    readings.demandResets = kept.demand.resets
    readings.powerFailures = kept.events.powerFailures
    readings.longPowerFailures = kept.events.longPowerFailures
    readings.sags = kept.events.dips
    readings.swells = kept.events.swells
  }

  private func enterMomentary(_ readings: inout LocalReadings) {
    guard let block = latest else { return }
    let power = Int128(block.activePower.microwatts).roundedQuotient(1_000_000)
    readings.powerImport_W = UInt64(clamping: max(0, power))
    readings.powerExport_W = UInt64(clamping: max(0, -power))
    readings.rmsVoltage_mV = Self.thousandths(block.voltage.microvolts)
    readings.rmsCurrent_mA = Self.thousandths(block.current.microamperes)
    readings.frequency_mHz = block.frequency.map { Self.thousandths($0.microhertz) }
    readings.powerFactor_thousandths = block.powerFactor.map {
      UInt64(clamping: Int128($0.millionths.magnitude).roundedQuotient(1_000))
    }
  }

  private func reading(_ maximum: MaximumDemand) -> DemandReading? {
    guard maximum.power.microwatts > 0 else { return nil }
    let watts = Int128(maximum.power.microwatts).roundedQuotient(1_000_000)
    return DemandReading(power_W: UInt64(clamping: watts), end: maximum.end.map { local($0) })
  }

  private func local(_ utc: UTC) -> LocalTime {
    let zone = parameters.zone
    return LocalTime(
      utc: utc, offsetMinutes: Int16(clamping: zone.offsetMinutes(at: utc)),
      isDaylightSaving: zone.isDaylightSaving(at: utc))
  }

  /// Unit: a thousandth of what a millionth was given of, rounded to nearest.
  private static func thousandths<T: FixedWidthInteger>(_ millionths: T) -> UInt64 {
    UInt64(clamping: Int128(millionths).roundedQuotient(1_000))
  }

  /// Rounding: of the sum, down.
  private static func told(_ left: ReactiveEnergy, _ right: ReactiveEnergy) -> UInt64 {
    var sum = left
    sum.add(right.value)
    return UInt64(clamping: sum.varHours)
  }

  private static func text(_ bytes: Span<UInt8>) -> LocalText? {
    guard bytes.count <= 32 else { return nil }
    var text = LocalText()
    text.append(bytes)
    return text
  }

  private static func text(_ source: StaticString) -> LocalText {
    var text = LocalText()
    text.append(source)
    return text
  }
}
