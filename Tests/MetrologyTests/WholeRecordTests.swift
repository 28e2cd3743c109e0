// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

@Suite struct WholeRecordTests {
  @Test("The sums hold the largest codes there are, over more sets than one part holds")
  func largest() throws {
    var record = try WholeRecord(SineWave().frontEnd)
    let set = SampleSet(voltage: -8_388_608, current: -8_388_608)
    for _ in 0..<70_000 { record.add(set) }
    record.endRun()
    #expect(record.count == 70_000)
    #expect(record.products == 70_000 * (Int128(1) << 46) << 32)
    #expect(record.voltageSquares == 70_000 * (Int128(1) << 46))
    #expect(record.voltage == -70_000 * (Int128(1) << 23))
  }

  @Test("A current sampled later is multiplied by the voltage of its instant")
  func skew() throws {
    let wave = SineWave(degrees: 60, currentDelay: 45e-6)
    var record = try WholeRecord(wave.frontEnd)
    for index in 0..<7_407 { record.add(wave.set(index)) }
    record.endRun()
    // 100 µV times 10 µA a count.
    let power = Double(record.products) / 0x1p32 / 7_407 * 1e-9
    #expect(abs(power / 575 - 1) < 1e-4)
  }

  @Test("The ×16 channel serves where it clipped nowhere, else the ×1 channel")
  func range() throws {
    for (amperes, expected) in [(3.0, CurrentRange.amplified), (5.0, .direct)] {
      let (frontEnd, sets) = CurrentRangeTests.sets(amperes: amperes)
      var record = try WholeRecord(frontEnd)
      for set in sets { record.add(set) }
      record.endRun()
      #expect(record.range == expected)
    }
  }
}
