// SPDX-License-Identifier: Apache-2.0

/// One burst as it happens on the bus.
struct Burst {
  /// True time of START. Unit: nanoseconds.
  var startNanoseconds: Double
  /// One SCL period, of true time. Unit: nanoseconds.
  var periodNanoseconds: Double
  var conversions: Int
  var stall: BurstChance.Stall?
  /// Inputs in their turn, 0 to 3; not empty.
  var sequence: [Int]
  /// Against which the converter measures. Unit: volts.
  var referenceVolts: Double

  /// From START to the end of the last conversion. Unit: nanoseconds.
  var nanoseconds: Double {
    Double(9 + 18 * conversions) * periodNanoseconds + (stall?.nanoseconds ?? 0)
  }
}

/// A board's converter: bursts in, codes out. The chip at register level and the sampler of whole
/// sets share it.
struct ConversionCore: Sendable {
  /// Where the noise comes from.
  enum Noise: Sendable {
    case boxMuller(GaussianNoise)
    case ziggurat(ZigguratNoise)
  }

  let board: SimulatedBoard
  private let waveform: any Waveform
  private let converterCodes: Double
  private var noise: Noise
  private var chance: SplitMix64
  private var values: [Double] = []
  private var levels: [Double] = []
  /// The codes of the last burst, conversion by conversion.
  private(set) var codes: [UInt16] = []
  /// Conversions clipped at a rail so far.
  private(set) var clipped = 0

  /// `codes` is how many the converter has.
  init(_ board: SimulatedBoard, of waveform: any Waveform, codes: Int, seed: UInt64, noise: Noise) {
    self.board = board
    self.waveform = board.secondary(of: waveform)
    self.converterCodes = Double(codes)
    self.noise = noise
    // another stream than the noise's
    chance = SplitMix64(seed: seed ^ 0x6275_7374_7363_616C)
  }

  /// What chance makes of the next burst.
  mutating func drawBurst(conversions: Int) -> BurstChance {
    BurstChance(board.bus, conversions: conversions, from: &chance)
  }

  /// One SCL period of true time. Unit: nanoseconds.
  func periodNanoseconds(nominal: Double, atNanoseconds now: Double) -> Double {
    nominal / (1 + board.bus.clockErrorPPM(at: now / 1e9) * 1e-6)
  }

  /// Converts a burst into `codes`.
  mutating func convert(_ burst: Burst) {
    let count = burst.conversions
    if levels.count != count {
      levels = [Double](repeating: 0, count: count)
      codes = [UInt16](repeating: 0, count: count)
      values = [Double](repeating: 0, count: count)
    }
    for place in burst.sequence.indices { level(burst, place) }
    quantize()
  }

  /// The pin of one place of the sequence at all its conversions, as ideal codes.
  private mutating func level(_ burst: Burst, _ place: Int) {
    let stride = burst.sequence.count
    let count = (burst.conversions - place + stride - 1) / stride
    guard count > 0 else { return }
    let perVolt = converterCodes / burst.referenceVolts
    guard let (channel, quantity) = board.frontEnd.input(burst.sequence[place]) else {
      for turn in 0..<count {
        levels[place + turn * stride] = board.frontEnd.referenceVolts * perVolt
      }
      return
    }
    fill(burst, place, count, quantity, late: channel.delaySeconds * 1e9)
    let hours = burst.startNanoseconds / 3.6e12
    let gain = channel.gain(atHours: hours, celsius: board.temperatureCelsius)
    let scale = board.frontEnd.referenceVolts / 2 / channel.fullScalePeak * gain * perVolt
    let rest = (channel.biasVolts + channel.offsetVolts) * perVolt
    for turn in 0..<count { levels[place + turn * stride] = values[turn] * scale + rest }
  }

  /// What lies at the terminals at the conversions of one place of the sequence.
  private mutating func fill(
    _ burst: Burst, _ place: Int, _ count: Int, _ quantity: TerminalQuantity, late: Double
  ) {
    let stride = burst.sequence.count
    let step = Double(18 * stride) * burst.periodNanoseconds
    let first = burst.startNanoseconds + Double(9 + 18 * place) * burst.periodNanoseconds - late
    let stalled = burst.stall.map { max(0, ($0.conversion - place + stride - 1) / stride) } ?? count
    let onTime = min(count, stalled)
    let waveform = waveform
    var all = values.mutableSpan
    if onTime > 0 {
      var span = all._mutatingExtracting(0..<onTime)
      let times = SampleTimes(firstNanoseconds: first, stepNanoseconds: step)
      waveform.fill(&span, with: quantity, at: times)
    }
    guard onTime < count, let stall = burst.stall else { return }
    var span = all._mutatingExtracting(onTime..<count)
    let times = SampleTimes(
      firstNanoseconds: first + Double(onTime) * step + stall.nanoseconds, stepNanoseconds: step)
    waveform.fill(&span, with: quantity, at: times)
  }

  private mutating func quantize() {
    switch noise {
    case .boxMuller(var source):
      quantize { source.next() }
      noise = .boxMuller(source)
    case .ziggurat(var source):
      quantize { source.next() }
      noise = .ziggurat(source)
    }
  }

  /// Codes are rounded to nearest and clipped at both ends.
  @inline(__always)
  private mutating func quantize(_ draw: () -> Double) {
    let deviation = board.frontEnd.noiseRMS
    let nonlinearity = board.nonlinearity
    let isLinear = nonlinearity == .none
    for index in levels.indices {
      var level = levels[index]
      if !isLinear { level += nonlinearity.error(at: level, codes: converterCodes) }
      if deviation != 0 { level += deviation * draw() }
      let rounded = level + 0.5
      // a waveform that is no number reads as the lowest code
      let isInside = rounded >= 0 && rounded < converterCodes
      if !isInside { clipped += 1 }
      codes[index] = isInside ? UInt16(rounded) : rounded > 0 ? UInt16(converterCodes - 1) : 0
    }
  }
}
