// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What holds over one stationary segment, in closed form.
public struct SegmentTruth: Equatable, Sendable {
  /// Unit: volts.
  public var voltage = 0.0
  /// Unit: amperes.
  public var current = 0.0
  /// Unit: watts; positive is import.
  public var activePower = 0.0
  /// V1 · I1 · sin φ1; positive is inductive. Unit: volt-amperes reactive.
  public var fundamentalReactivePower = 0.0
  /// To the fundamental; nil where it is not stated.
  public var voltageDistortion: Double?
  /// To the fundamental; nil where it is not stated.
  public var currentDistortion: Double?

  /// Makes a truth of zeros.
  public init() {}

  /// The truth of two waves over whole cycles.
  public init(voltage: HarmonicWave, current: HarmonicWave) {
    self.voltage = voltage.rms
    self.current = current.rms
    activePower = voltage.direct * current.direct
    for left in voltage.harmonics {
      for right in current.harmonics where left.order == right.order {
        activePower += left.rms * right.rms * cos(left.phase - right.phase)
      }
    }
    if let first = voltage.fundamental, let load = current.fundamental {
      fundamentalReactivePower = first.rms * load.rms * sin(first.phase - load.phase)
    }
    voltageDistortion = voltage.distortion
    currentDistortion = current.distortion
  }
}

/// A voltage and a current known as functions of time: pieces of direct parts and sinusoids,
/// gathered in stationary segments. Its integrals are taken in closed form, never from samples.
public struct SyntheticWaveform: Waveform {
  struct Piece {
    let start: Double
    let end: Double
    let reference: Double
    let frequency: Double
    let angle: Double
    let voltage: HarmonicWave
    let current: HarmonicWave
  }

  /// A stretch with one truth.
  public struct Segment: Sendable {
    /// Unit: seconds.
    public let start: Double
    /// Unit: seconds.
    public let end: Double
    /// Unit: hertz, at the start.
    public let frequency: Double
    /// What holds over it.
    public let truth: SegmentTruth
  }

  /// A part of a pattern that repeats over a segment.
  struct Part {
    let cycles: Double
    let voltage: HarmonicWave
    let current: HarmonicWave
  }

  var pieces: [Piece] = []
  /// The stationary stretches in order.
  public internal(set) var segments: [Segment] = []
  /// How fast the frequency rises; other than 0 with one segment only. Unit: hertz a second.
  let ramp: Double
  private var angle = 0.0
  private var length = 0.0

  init(ramp: Double = 0) {
    self.ramp = ramp
  }

  /// The end of the last segment. Unit: seconds.
  public var durationSeconds: Double? { length }

  /// The voltage; outside the segments the first and the last piece go on.
  public func voltage(at seconds: Double) -> Double {
    let piece = piece(at: seconds)
    return piece.voltage.value(angle: angle(of: piece, at: seconds))
  }

  /// The current; outside the segments the first and the last piece go on.
  public func current(at seconds: Double) -> Double {
    let piece = piece(at: seconds)
    return piece.current.value(angle: angle(of: piece, at: seconds))
  }

  mutating func append(
    seconds: Double, frequency: Double, pattern: [Part], truth: SegmentTruth
  ) {
    let start = length
    let end = start + seconds
    if pattern.count == 1 {
      append(pattern[0], from: start, to: end, frequency: frequency)
    } else {
      repeatPattern(pattern, from: start, to: end, frequency: frequency)
    }
    length = end
    segments.append(Segment(start: start, end: end, frequency: frequency, truth: truth))
    let cycles = frequency * seconds + 0.5 * ramp * seconds * seconds
    angle = fmod(angle + 2 * .pi * cycles, 2 * .pi)
  }

  mutating func jump(degrees: Double) {
    angle += degrees * .pi / 180
  }

  private mutating func repeatPattern(
    _ pattern: [Part], from start: Double, to end: Double, frequency: Double
  ) {
    let total = pattern.reduce(0) { $0 + $1.cycles }
    let rounds = Int(((end - start) * frequency / total).rounded(.up))
    for round in 0..<rounds {
      var cycles = Double(round) * total
      for part in pattern {
        let from = start + cycles / frequency
        cycles += part.cycles
        let to = min(start + cycles / frequency, end)
        if from < end - 1e-12 { append(part, from: from, to: to, frequency: frequency) }
      }
    }
  }

  private mutating func append(
    _ part: Part, from start: Double, to end: Double, frequency: Double
  ) {
    pieces.append(
      Piece(
        start: start, end: end, reference: length, frequency: frequency, angle: angle,
        voltage: part.voltage, current: part.current))
  }

  func angle(of piece: Piece, at seconds: Double) -> Double {
    let time = seconds - piece.reference
    return 2 * .pi * (piece.frequency * time + 0.5 * ramp * time * time) + piece.angle
  }

  private func piece(at seconds: Double) -> Piece { pieces[pieceIndex(at: seconds)] }

  func pieceIndex(at seconds: Double) -> Int {
    var low = 0
    var high = pieces.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if pieces[middle].start <= seconds { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
