// SPDX-License-Identifier: Apache-2.0

import Drivers
import Quantities
import Recording
import Testing

@testable import meterd

/// What depends on the converter that the board is said to have.
@Suite struct ConverterChoiceTests {
  private static let all: [ConverterChoice] = [
    .ad7991, .readyEdges(.ads1015), .readyEdges(.ads1115),
  ]

  @Test("Parameters fit the converter whose front end they have, and no other", arguments: all)
  func rates(_ choice: ConverterChoice) {
    for other in Self.all {
      let rate = other.frontEnd(.hertz50).rate
      #expect(choice.fits(rate) == (choice == other), "\(choice), \(other)")
    }
  }

  @Test("A grid's rate may be written in any way; the rate of bursts is SCL's, whatever that is")
  func spellings() {
    #expect(ConverterChoice.readyEdges(.ads1115).fits(Ratio(constant: 1_000)))
    #expect(ConverterChoice.readyEdges(.ads1015).fits(Ratio(constant: 8_000, over: 2)))
    #expect(!ConverterChoice.readyEdges(.ads1115).fits(Ratio(constant: 1_001)))
    #expect(ConverterChoice.ad7991.fits(Ratio(constant: 100_000, over: 54)))
    #expect(!ConverterChoice.ad7991.fits(Ratio(constant: 2_000, over: 2)))
  }

  @Test("A recording holds the largest count of the converter", arguments: all)
  func widths(_ choice: ConverterChoice) {
    let largest = choice == .ad7991 ? ReferenceBoard.codes : MakerBoard.countsFullScale
    #expect(Int64(choice.sampleWidth.codeMax) >= largest)
  }
}
