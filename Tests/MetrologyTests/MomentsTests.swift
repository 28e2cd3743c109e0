// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

@Suite struct MomentsTests {
  @Test("The largest samples over the most sets fit, both signs")
  func bounds() {
    let top: Int32 = 1 << 23
    for sign: Int32 in [1, -1] {
      var sums = Moments<Int64>()
      let window = SampleWindow(
        voltages: InlineArray(repeating: sign * top), current: top, currentAmplified: -top)
      for _ in 0..<Moments<Int64>.setsMax { sums.add(window) }
      #expect(sums.squares == 1 << 62)
      #expect(sums.current.products[3] == Int64(sign) << 62)
      #expect(sums.currentAmplified.products[0] == -Int64(sign) << 62)
      #expect(sums.voltage == Int64(sign) << 39)
    }
  }

  @Test("A set shared between two stretches is counted once")
  func shared() {
    let window = SampleWindow(voltages: [1, 2, 3, 4], current: 5, currentAmplified: 80)
    let one = Moments<Int64>(window)
    var (first, second) = (Moments<Int128>(), Moments<Int128>())
    first.add(one, weight: 1 << 16)
    first.add(one, weight: -20_000)
    second.add(one, weight: 20_000)
    #expect(first.count + second.count == 1 << 16)
    #expect(first.squares + second.squares == 4 << 16)
    #expect(first.current.products[2] + second.current.products[2] == 15 << 16)
  }

  @Test("n sets in a run give n windows, and none sees another run", arguments: 0...6)
  func delayLine(_ count: Int) {
    var line = DelayLine()
    for run in 0..<2 {
      var centers: [Int32] = []
      var seen: Set<Int32> = []
      func take(_ window: SampleWindow?) {
        guard let window else { return }
        centers.append(window.voltage)
        for lag in 0..<4 { seen.insert(window.voltages[lag]) }
        #expect(window.current == -window.voltage)
      }
      let values = (0..<count).map { Int32(run * 100 + $0) }
      for value in values { take(line.push(SampleSet(voltage: value, current: -value))) }
      while let window = line.drain() { take(window) }
      #expect(centers == values)
      #expect(seen == Set(values))
    }
  }

  @Test("A window holds the voltages one before, at, one after and two after its current")
  func neighbours() {
    var line = DelayLine()
    var windows: [SampleWindow] = []
    for value: Int32 in 1...5 {
      if let window = line.push(SampleSet(voltage: value * 10, current: value)) {
        windows.append(window)
      }
    }
    #expect(windows.count == 3)
    #expect(windows[1].current == 2)
    #expect((0..<4).map { windows[1].voltages[$0] } == [10, 20, 30, 40])
    #expect((0..<4).map { windows[0].voltages[$0] } == [10, 10, 20, 30])
  }
}
