// SPDX-License-Identifier: Apache-2.0

/// The points of a block, evenly spread over its cycles.
struct SpectrumPoints: ~Copyable {
  /// Unit: 2^-fraction counts about the center, |x| <= 2^26 and a thousandth.
  private var voltage = InlineArray<1536, Int32>(repeating: 0)
  /// Unit: 2^-fraction counts about the center, |x| <= 2^26 and a thousandth.
  private var current = InlineArray<1536, Int32>(repeating: 0)

  /// The points of the voltage.
  var voltages: Span<Int32> {
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get { voltage.span }
  }

  /// The points of the current.
  var currents: Span<Int32> {
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get { current.span }
  }

  /// Takes the points of a window.
  mutating func fill(
    _ window: borrowing SpectrumWindow, _ grid: SpectrumGrid, _ weights: KernelWeights
  ) {
    var run = SpectrumRun(grid)
    var segment = SpectrumSegment(window)
    repeat {
      segment.extend(window, reach: grid.reach)
      run.enter(segment, end: segment.end(window))
      run.limit(belowElement: segment.first + grid.reach)
      fillSlowly(&run, segment, window, weights)
      run.limit(belowElement: segment.last - grid.reach + 1)
      switch (grid.isWide, grid.takesCurrent) {
      case (false, true): fillPairs(&run, window, weights.phases)
      case (false, false): fillVoltages(&run, window, weights.phases)
      case (true, true): fillWidePairs(&run, window, weights)
      case (true, false): fillWideVoltages(&run, window, weights)
      }
      run.limit(belowElement: .max)
      fillSlowly(&run, segment, window, weights)
    } while run.leave(segment) && segment.advance(window)
  }

  /// Takes points whose kernel reaches beyond the segment.
  private mutating func fillSlowly(
    _ run: inout SpectrumRun, _ segment: SpectrumSegment, _ window: borrowing SpectrumWindow,
    _ weights: KernelWeights
  ) {
    while run.index < run.limit {
      let taps = run.taps
      var (voltage, current, sum): (Int64, Int64, Int64) = (0, 0, 0)
      var place = taps.place
      for element in taps.elements {
        let weight = weights.weight(Int(place >> 20), place >> 12 & 255)
        let set = segment.set(element, window)
        voltage &+= weight &* Int64(set.voltage)
        current &+= weight &* Int64(set.current)
        sum &+= weight
        place -= taps.step
      }
      self.voltage[run.index] = run.voltage.point(voltage, sum)
      self.current[run.index] = run.current.point(current, sum)
      run.advance()
    }
  }

  /// Takes points with a stretched kernel, all of it inside the segment.
  private mutating func fillWidePairs(
    _ run: inout SpectrumRun, _ window: borrowing SpectrumWindow, _ weights: KernelWeights
  ) {
    let (voltages, currents) = (window.voltage, window.current)
    while run.index < run.limit {
      let taps = run.taps
      var (voltage, current, sum): (Int64, Int64, Int64) = (0, 0, 0)
      var (place, element) = (taps.place, taps.elements.lowerBound)
      while element <= taps.elements.upperBound {
        let weight = weights.weight(Int(place &>> 20), place &>> 12 & 255)
        voltage &+= weight &* Int64(voltages[unchecked: element])
        current &+= weight &* Int64(currents[unchecked: element])
        sum &+= weight
        place &-= taps.step
        element &+= 1
      }
      self.voltage[run.index] = run.voltage.point(voltage, sum)
      self.current[run.index] = run.current.point(current, sum)
      run.advance()
    }
  }

  /// As `fillWidePairs`, of the voltage alone.
  private mutating func fillWideVoltages(
    _ run: inout SpectrumRun, _ window: borrowing SpectrumWindow, _ weights: KernelWeights
  ) {
    let voltages = window.voltage
    while run.index < run.limit {
      let taps = run.taps
      var (voltage, sum): (Int64, Int64) = (0, 0)
      var (place, element) = (taps.place, taps.elements.lowerBound)
      while element <= taps.elements.upperBound {
        let weight = weights.weight(Int(place &>> 20), place &>> 12 & 255)
        voltage &+= weight &* Int64(voltages[unchecked: element])
        sum &+= weight
        place &-= taps.step
        element &+= 1
      }
      self.voltage[run.index] = run.voltage.point(voltage, sum)
      run.advance()
    }
  }

  /// Takes points of both channels, six sets each, all of them inside the segment.
  private mutating func fillPairs(
    _ run: inout SpectrumRun, _ window: borrowing SpectrumWindow, _ taps: Span<KernelTaps>
  ) {
    let (voltages, currents) = (window.voltage, window.current)
    let (voltageScale, currentScale) = (run.voltage, run.current)
    var place = run.place
    for index in run.index..<max(run.index, run.limit) {
      let (element, part) = (Int(place &>> 40) &- 2, place &>> 23 & 255)
      let phase = taps[unchecked: Int(place &>> 31) & 511]
      self.voltage[unchecked: index] = voltageScale.point(phase.sum(voltages, element, part))
      self.current[unchecked: index] = currentScale.point(phase.sum(currents, element, part))
      place &+= run.step
    }
    run.advanceToLimit()
  }

  /// As `fillPairs`, of the voltage alone.
  private mutating func fillVoltages(
    _ run: inout SpectrumRun, _ window: borrowing SpectrumWindow, _ taps: Span<KernelTaps>
  ) {
    let (voltages, scale) = (window.voltage, run.voltage)
    var place = run.place
    for index in run.index..<max(run.index, run.limit) {
      let (element, part) = (Int(place &>> 40) &- 2, place &>> 23 & 255)
      let phase = taps[unchecked: Int(place &>> 31) & 511]
      self.voltage[unchecked: index] = scale.point(phase.sum(voltages, element, part))
      place &+= run.step
    }
    run.advanceToLimit()
  }
}
