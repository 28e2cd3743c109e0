// SPDX-License-Identifier: Apache-2.0

import Drivers
import Quantities
import SimulatedHardware
import Testing

@Suite("Reference board")
struct ReferenceBoardTests {
  @Test("Gains, delays and rate are those of the drawing, as exact ratios")
  func frontEnd() {
    let frontEnd = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    #expect(frontEnd.rate == Ratio(constant: 400_000, over: 54))
    #expect(same(frontEnd.voltage.gain, 255_000_000, 1024))
    #expect(same(frontEnd.current.gain, 390_625, 8))
    #expect(same(frontEnd.currentAmplified?.gain, 390_625, 128))
    #expect(frontEnd.voltage.delayNanoseconds == 0)
    #expect(frontEnd.current.delayNanoseconds == 45_000)
    #expect(frontEnd.currentAmplified?.delayNanoseconds == 90_000)
    #expect(!frontEnd.isCalibrated)
  }

  @Test("Un is 230 V at 50 Hz and 120 V at 60 Hz")
  func nominalVoltage() {
    let europe = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    let america = ReferenceBoard.frontEnd(nominalFrequency: .hertz60)
    #expect(europe.nominalVoltage == Voltage(microvolts: 230_000_000))
    #expect(america.nominalVoltage == Voltage(microvolts: 120_000_000))
    #expect(america.nominalFrequency == .hertz60)
  }

  @Test("What counts as not clipped leaves room for 50 counts of offset below the rail")
  func clipping() {
    #expect(ReferenceBoard.amplifiedPeakMax + 50 < ReferenceBoard.biasCode)
    #expect(ReferenceBoard.amplifiedPeakMax + 50 < 4095 - ReferenceBoard.biasCode)
    #expect(ReferenceBoard.frontEnd(nominalFrequency: .hertz50).amplifiedPeakMax == 1900)
  }

  @Test("The bias lies off the major-carry step at 2,048")
  func bias() {
    #expect(abs(ReferenceBoard.biasCode - 2048) > 32)
  }

  @Test("The simulated board is the board")
  func simulation() {
    let analog = AnalogFrontEnd.referenceBoard
    #expect(analog.voltage.fullScalePeak == 510)
    #expect(ReferenceBoard.voltageFullScaleMicrovolts == 510_000_000)
    #expect(analog.current.fullScalePeak == 100)
    #expect(ReferenceBoard.currentFullScaleMicroamperes == 100_000_000)
    #expect(analog.currentAmplified.fullScalePeak == 6.25)
    #expect(ReferenceBoard.currentAmplifiedFullScaleMicroamperes == 6_250_000)
    #expect(analog.referenceVolts * 1e6 == Double(ReferenceBoard.referenceMicrovolts))
    for channel in [analog.voltage, analog.current, analog.currentAmplified] {
      #expect((channel.biasVolts / 2.5 * 4096).rounded() == Double(ReferenceBoard.biasCode))
    }
  }

  private func same(_ ratio: Ratio?, _ numerator: Int64, _ denominator: Int64) -> Bool {
    guard let ratio else { return false }
    return ratio.numerator * denominator == ratio.denominator * numerator
  }
}
