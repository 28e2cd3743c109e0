// SPDX-License-Identifier: Apache-2.0

import Foundation

extension SyntheticWaveform {
  /// A sinusoid that is turned from sample to sample starts anew after so many.
  private static let turnsMax = 1024

  /// All values of one quantity, piece by piece.
  ///
  /// - Rounding: a sinusoid is turned from sample to sample and started anew in each piece and
  ///   after 1,024 samples: its values are within 10⁻¹² of its peak of those asked for alone. A
  ///   frequency ramp asks for each value alone.
  public func fill(
    _ values: inout MutableSpan<Double>, with quantity: TerminalQuantity, at times: SampleTimes
  ) {
    guard ramp == 0 else {
      for index in values.indices {
        let seconds = times[index]
        values[index] = quantity == .voltage ? voltage(at: seconds) : current(at: seconds)
      }
      return
    }
    var first = 0
    var place = pieceIndex(at: times[0])
    while first < values.count {
      while place + 1 < pieces.count, pieces[place + 1].start <= times[first] { place += 1 }
      let piece = pieces[place]
      let end = min(
        first + Self.turnsMax, end(of: place, from: first, count: values.count, at: times))
      let wave = quantity == .voltage ? piece.voltage : piece.current
      wave.fill(
        &values, first..<end, angle: angle(of: piece, at: times[first]),
        turn: 2 * .pi * piece.frequency * times.stepNanoseconds / 1e9)
      first = end
    }
  }

  /// The first sample after `first` that the next piece holds, or `count`.
  private func end(of place: Int, from first: Int, count: Int, at times: SampleTimes) -> Int {
    guard place + 1 < pieces.count else { return count }
    let start = pieces[place + 1].start
    let guess = ((start * 1e9 - times.firstNanoseconds) / times.stepNanoseconds).rounded(.up)
    // the guess may be off by one: rounding
    var end = Int(max(Double(first + 1), min(Double(count), guess + 1)))
    while end > first + 1, times[end - 1] >= start { end -= 1 }
    return end
  }
}

extension HarmonicWave {
  /// Fills a range of samples; `angle` is the fundamental's at the first, `turn` from one to the
  /// next.
  fileprivate func fill(
    _ values: inout MutableSpan<Double>, _ range: Range<Int>, angle: Double, turn: Double
  ) {
    for index in range { values[index] = direct }
    for part in harmonics {
      part.add(to: &values, range, angle: part.order * angle, turn: part.order * turn)
    }
  }
}

extension Harmonic {
  fileprivate func add(
    to values: inout MutableSpan<Double>, _ range: Range<Int>, angle: Double, turn: Double
  ) {
    let peak = 2.0.squareRoot() * rms
    var sine = peak * sin(angle + phase)
    var cosine = peak * cos(angle + phase)
    let (turnSine, turnCosine) = (sin(turn), cos(turn))
    for index in range {
      values[index] += sine
      let next = cosine * turnCosine - sine * turnSine
      sine = sine * turnCosine + cosine * turnSine
      cosine = next
    }
  }
}
