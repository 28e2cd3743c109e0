// SPDX-License-Identifier: Apache-2.0

import Bytes
import Metrology
public import Parameters
import Seal
import ZigBee

extension MeterParameters {
  /// Takes what the parameter block says, and which change of it that is.
  public mutating func take(_ settings: MeterSettings, _ mark: ParameterMark) {
    let digest = mark.digest
    frontEnd = settings.frontEnd
    declaredVoltage = settings.declaredVoltage
    testOutput.impulsesPerKilowattHour = Int(settings.impulsesPerKilowattHour)
    demandWindow = settings.demandWindow
    profile = settings.profile
    zone = settings.zone
    tariff = settings.tariff
    limiter = settings.limiter
    clockLimits = settings.clock
    saveMilliseconds = UInt64(settings.saveMilliseconds)
    isSupplyArmed = settings.supplyArming != .unarmed
    supplyNeedsLinkKey = settings.supplyArming == .linkKeyOnly
    identity.serialNumber.removeAll()
    identity.serialNumber.append(settings.serialNumber.span)
    identity.pointOfDelivery.removeAll()
    identity.pointOfDelivery.append(settings.deliveryPoint.span)
    identity.contract.availablePower_W = settings.availablePowerWatts
    identity.contract.powerThreshold_W = settings.powerThresholdWatts
    identity.parametersHash.removeAll()
    for index in 0..<3 { identity.parametersHash.append(hexadecimal: digest.bytes[index]) }
    (self.digest, counter) = (digest, mark.counter)
  }
}
