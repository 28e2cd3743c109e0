// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Reads the figures off the lines of a block.
struct SpectrumReading {
  private let cycles: Int
  private let fractions: (voltage: Int, current: Int)
  private let highestOrder: Int
  /// (f / 0.4)² of the fundamental in the kernel. Unit: 2^-46.
  private let unitSquare: Int64
  /// By how much the current's fundamental leads because it was sampled late.
  private let lead: Angle

  /// Unit: 2^-32 sets.
  init(_ grid: SpectrumGrid, currentDelay: Int64) {
    cycles = grid.cycles
    fractions = grid.fractions
    highestOrder = Int(
      min(Int64(ChannelSpectrum.orderMax), (2 * grid.length / Int64(5 * cycles)) >> 40))
    // Cycles a set, unstretched: at most 1/16, in 2^-40.
    let frequency = (Int128(cycles) * Int128(grid.stretch) << 60) / Int128(grid.length)
    unitSquare = Int64((frequency * frequency * 25) >> 36)
    let turns = (Int128(currentDelay) * Int128(cycles) << 48) / Int128(grid.length)
    lead = Angle(raw: Int64(truncatingIfNeeded: turns))
  }

  /// What line `order` must be multiplied by. Unit: 2^-24.
  private func gain(_ order: Int) -> Int64 {
    let square = min(1 << 30, (unitSquare * Int64(order * order)) >> 16)
    return SpectrumKernel.gain(square)
  }

  /// Reads all figures but the frequency.
  func read(_ lines: HarmonicLines, into figures: inout SpectrumFigures) {
    figures.highestOrder = highestOrder
    guard highestOrder >= 1 else { return }
    var (voltage, current) = (LineSums(), LineSums())
    var before = gain(0)
    for order in 1...highestOrder {
      let gain = gain(order)
      // A line beside it lies 1 / cycles of an order away.
      let slope = (gain - before) / Int64(cycles)
      before = gain
      for residue in -1...1 {
        let pair = LinePair(lines, order, residue, gain: gain + Int64(residue) * slope)
        voltage.add(pair.voltage, isLine: residue == 0)
        current.add(pair.current, isLine: residue == 0)
      }
      figures.voltage.setSubgroup(order, rms(voltage.endGroup(order), fractions.voltage))
      figures.current.setSubgroup(order, rms(current.endGroup(order), fractions.current))
    }
    readFundamental(LinePair(lines, 1, 0, gain: gain(1)), &figures)
    voltage.read(into: &figures.voltage)
    current.read(into: &figures.current)
  }

  /// Unit: 2^-16 counts.
  private func rms(_ root: SpectrumRoot, _ fraction: Int) -> Int64 {
    // √2 · line / (cycles · 2^fraction): √2 in 2^-30 after the mantissa's 2^32, below 2^62.1.
    let product = (root.mantissa >> 2) * 1_518_500_250
    let bits = 28 - 16 + root.exponent + fraction
    let quotient = product / UInt64(cycles)
    return Int64(clamping: bits < 0 ? quotient : quotient >> UInt64(min(63, bits)))
  }

  private func readFundamental(_ pair: LinePair, _ figures: inout SpectrumFigures) {
    let (v, i) = (pair.voltage, pair.current)
    // Lines below 2^31 each: products below 2^63, their sums turned by 2^-30 below 2^95.
    let active = Int128(v.real * i.real) + Int128(v.imaginary * i.imaginary)
    let reactive = Int128(v.imaginary * i.real) - Int128(v.real * i.imaginary)
    let (cosine, sine) = lead.cosineAndSine
    let (turnedActive, turnedReactive) = (
      active * Int128(cosine) - reactive * Int128(sine),
      active * Int128(sine) + reactive * Int128(cosine)
    )
    // 2 · product / cycles², in 2^-32.
    let bits = fractions.voltage + fractions.current + 30 - 33
    let square = Int128(cycles * cycles)
    figures.fundamentalActive = Self.shifted((turnedActive << 12) / square, bits + 12)
    figures.fundamentalReactive = Self.shifted((turnedReactive << 12) / square, bits + 12)
    // A sine's line lags the sine by a quarter turn.
    figures.voltagePhase =
      Angle(raw: Angle(x: v.real, y: v.imaginary).raw + Angle.turn / 4).wrapped
    figures.voltage.fundamental = fundamental(v, fractions.voltage)
    figures.current.fundamental = fundamental(i, fractions.current)
  }

  private static func shifted(_ value: Int128, _ bits: Int) -> Int128 {
    value.roundedShift(max(1, bits))
  }

  /// Unit: 2^-32 counts RMS.
  private func fundamental(_ line: Line, _ fraction: Int) -> Int64 {
    let root = SpectrumRoot(line.square)
    let product = (UInt128(root.mantissa) * 1_518_500_250) << 32
    let bits = 30 + root.exponent + fraction
    return Int64(clamping: (product / UInt128(cycles)) >> UInt128(max(0, bits)))
  }
}

/// One line of a channel. Range: held within 2^30.
struct Line {
  var real: Int64
  var imaginary: Int64

  /// Range: at most 2^61, so that three of them fit.
  var square: UInt64 { UInt64(bitPattern: real &* real &+ imaginary &* imaginary) }
}

/// The same line of both channels.
struct LinePair {
  let voltage: Line
  let current: Line

  /// Separates V + jI of two real channels: V is the part with a conjugate mirror image.
  @inline(__always)
  init(_ lines: HarmonicLines, _ order: Int, _ residue: Int, gain: Int64) {
    let (line, mirror) = (lines.line(order, residue), lines.line(-order, -residue))
    voltage = Line(
      real: Self.held((line.real &+ mirror.real) &* gain),
      imaginary: Self.held((line.imaginary &- mirror.imaginary) &* gain))
    current = Line(
      real: Self.held((line.imaginary &+ mirror.imaginary) &* gain),
      imaginary: Self.held((mirror.real &- line.real) &* gain))
  }

  /// Two lines of 2^30.1 times a gain below 2^28 stay below 2^60.
  @inline(__always)
  private static func held(_ doubled: Int64) -> Int64 {
    max(-1 << 30, min(1 << 30, (doubled &+ 1 << 24) &>> 25))
  }
}

/// Sums of squares of one channel's lines.
struct LineSums {
  private var group: UInt64 = 0
  private var fundamentalGroup: UInt64 = 0
  private var fundamentalLine: UInt64 = 0
  /// Orders 2 to 40 together, 2^-6 of the squares: below 2^61.
  private var lines: UInt64 = 0
  private var groups: UInt64 = 0
  private var line: UInt64 = 0

  @inline(__always)
  mutating func add(_ value: Line, isLine: Bool) {
    let square = value.square
    group &+= square
    if isLine { line = square }
  }

  /// The root of the group's squares.
  mutating func endGroup(_ order: Int) -> SpectrumRoot {
    if order == 1 {
      (fundamentalGroup, fundamentalLine) = (group, line)
    } else if order <= ChannelSpectrum.distortionOrderMax {
      lines &+= line >> 6
      groups &+= group >> 6
    }
    let root = SpectrumRoot(group)
    group = 0
    return root
  }

  /// Distortions, where the fundamental is large enough.
  func read(into channel: inout ChannelSpectrum) {
    guard channel.fundamental >= ChannelSpectrum.fundamentalMin else { return }
    channel.distortion = SpectrumRoot(lines).millionths(of: SpectrumRoot(fundamentalLine >> 6))
    channel.subgroupDistortion = SpectrumRoot(groups)
      .millionths(of: SpectrumRoot(fundamentalGroup >> 6))
  }
}
