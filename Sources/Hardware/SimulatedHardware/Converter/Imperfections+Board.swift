// SPDX-License-Identifier: Apache-2.0

extension Imperfections {
  /// Draws one board: the same at each call.
  public func board(seed: UInt64) -> SimulatedBoard {
    var draw = SplitMix64(seed: seed)
    var board = SimulatedBoard(.referenceBoard)
    board.converter = converter
    board.nonlinearity = IntegralNonlinearity(
      sShapeLSB: draw.within(sShapeLSB), bowLSB: draw.within(bowLSB),
      carryStepLSB: draw.signed(carryStepLSB))
    let reference = draw.within(referencePPMPerKelvin)
    for channel in Self.channels { impair(&board.frontEnd[keyPath: channel], reference, &draw) }
    board.frontEnd.noiseRMS = noiseLSB
    board.transformer = transformer(&draw)
    board.bus = bus(&draw)
    return board
  }

  private static var channels: [WritableKeyPath<AnalogFrontEnd, AnalogChannel>] {
    [\.voltage, \.current, \.currentAmplified]
  }

  private func impair(
    _ channel: inout AnalogChannel, _ reference: Double, _ draw: inout SplitMix64
  ) {
    channel.gainError = draw.within(gainError)
    channel.offsetVolts = draw.within(offsetMillivolts) / 1e3
    channel.delaySeconds = delayMicroseconds * draw.uniform() / 1e6
    channel.gainPPMPerKelvin = reference + draw.within(gainPPMPerKelvin)
    channel.gainPPMPerHour = draw.within(gainPPMPerHour)
  }

  private func transformer(_ draw: inout SplitMix64) -> CurrentTransformer {
    var transformer = CurrentTransformer()
    transformer.leadDegrees = leadDegrees * (1 + draw.uniform()) / 2
    transformer.lowCurrentLeadDegrees = lowCurrentLeadDegrees * (1 + draw.uniform()) / 2
    transformer.lowCurrentRatioError = lowCurrentRatioError * (1 + draw.uniform()) / 2
    transformer.kneeAmperes = kneeAmperes
    return transformer
  }

  private func bus(_ draw: inout SplitMix64) -> BusTiming {
    var bus = BusTiming()
    bus.clockErrorPPM = draw.within(clockErrorPPM)
    bus.clockDriftPPMPerHour = draw.within(clockDriftPPMPerHour)
    bus.clockWanderPPM = clockWanderPPM
    bus.clockWanderPeriodSeconds = clockWanderPeriodSeconds
    bus.clockWanderPhase = draw.within(.pi)
    bus.idleNanosecondsMin = idleMicrosecondsMin * 1e3
    bus.idleNanosecondsMax = idleMicrosecondsMax * 1e3
    bus.wakeUpNanosecondsMean = wakeUpMicrosecondsMean * 1e3
    bus.wakeUpNanosecondsMax = wakeUpMicrosecondsMax * 1e3
    bus.stallProbability = stallProbability
    bus.stallNanosecondsMin = stallMicrosecondsMin * 1e3
    bus.stallNanosecondsMax = stallMicrosecondsMax * 1e3
    return bus
  }
}
