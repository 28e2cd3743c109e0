// SPDX-License-Identifier: Apache-2.0

import Drivers
import Parameters
import Quantities
import Testing

@testable import meterbench

@Suite struct ExampleParametersTests {
  private static func expectEqual(_ found: Ratio, _ drawn: Ratio) {
    let (left, right) = (found.numerator, found.denominator)
    #expect(Int128(left) * Int128(drawn.denominator) == Int128(drawn.numerator) * Int128(right))
  }

  @Test("The front end of the example is the reference board as drawn")
  func referenceBoard() throws {
    let found = try ParameterFile(ParametersCommandTests.example).settings.frontEnd
    let drawn = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    Self.expectEqual(found.rate, drawn.rate)
    let channels = [
      (found.voltage, drawn.voltage), (found.current, drawn.current),
      (try #require(found.currentAmplified), try #require(drawn.currentAmplified)),
    ]
    for (channel, drawn) in channels {
      Self.expectEqual(channel.gain, drawn.gain)
      #expect(channel.delayNanoseconds == drawn.delayNanoseconds)
      #expect(channel.peakMax == drawn.peakMax)
    }
    #expect(found.amplifiedPeakMax == drawn.amplifiedPeakMax)
    #expect(found.startingCurrent == drawn.startingCurrent)
    #expect(found.nominalVoltage == drawn.nominalVoltage)
    #expect(found.nominalFrequency == drawn.nominalFrequency)
  }
}
