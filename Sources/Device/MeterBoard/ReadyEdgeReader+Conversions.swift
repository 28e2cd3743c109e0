// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Metrology
import Quantities

extension ReadyEdgeReader where Target: ~Copyable, Edges: ~Copyable, Time: ~Copyable {
  /// Codes from here on are full scale: the largest of 12 bits, left-aligned.
  static var clippedCodeMin: Int32 { 0x7FF0 }

  mutating func takeVoltage(_ stamp: Instant) throws(ADS1x15Error<Target.Failure>) {
    guard case .conversion = resampler.voltage.edge(at: stamp) else { return }
    guard isConfigured[0] else { return try configure(0) }
    guard isInTime(resampler.voltage.clock) else { return }
    let code = try voltage.read()
    guard isInTime(resampler.voltage.clock) else { return }
    if isClipped(code) { counts.clippedCodes += 1 }
    resampler.voltage.take(code, .direct)
  }

  mutating func takeCurrent(_ stamp: Instant) throws(ADS1x15Error<Target.Failure>) {
    guard case .conversion = resampler.current.edge(at: stamp) else { return }
    guard isConfigured[1] else { return try configure(1) }
    guard isInTime(resampler.current.clock) else { return }
    let code = try current.read()
    guard isInTime(resampler.current.clock), resampler.current.clock.index > discardedThrough
    else { return }
    let isClipped = isClipped(code)
    if isClipped { counts.clippedCodes += 1 }
    // A clipped code of the amplified range says nothing: the other range would have had it.
    if !isClipped || ranging.range == .direct { resampler.current.take(code, ranging.range) }
    if let range = ranging.wanted(after: code) { try change(to: range) }
  }

  /// Configures a converter anew; what it told is forgotten, and the current's range is direct.
  ///
  /// Until it could be configured no code of it counts: its gain is not known.
  mutating func recover(_ line: Int) {
    counts.recoveries += 1
    isConfigured[line] = false
    if line == 0 { resampler.voltage.restart() } else { resampler.current.restart() }
    do throws(ADS1x15Error<Target.Failure>) {
      try configure(line)
    } catch { counts.busFailures += 1 }
  }

  private mutating func configure(_ line: Int) throws(ADS1x15Error<Target.Failure>) {
    if line == 0 {
      try voltage.configure(MakerBoard.fullScale)
    } else {
      ranging.changed(to: .direct)
      // The fit starts anew, or goes on: either way past the conversion in progress.
      discardedThrough = resampler.current.clock.index + Int64(ConverterClock.lostMax) + 4
      try current.configure(MakerBoard.fullScale)
    }
    isConfigured[line] = true
  }

  private func isClipped(_ code: Int32) -> Bool {
    code >= Self.clippedCodeMin || code <= -0x8000
  }

  /// Whether the next conversion cannot have ended yet. A quarter of a period is left for the
  /// stamps' own delay.
  private mutating func isInTime(_ converter: ConverterClock) -> Bool {
    let quarter = UInt64(clamping: converter.periodRaw >> 34)
    let isInTime = clock.now().nanoseconds + quarter < converter.end(ahead: 1).nanoseconds
    if !isInTime { counts.lateReads += 1 }
    return isInTime
  }

  private mutating func change(
    to range: CurrentRange
  ) throws(ADS1x15Error<Target.Failure>) {
    // Until it is known when the new gain holds, no code counts.
    discardedThrough = .max
    do throws(ADS1x15Error<Target.Failure>) {
      try current.change(
        to: range == .direct ? MakerBoard.fullScale : MakerBoard.fullScaleAmplified)
    } catch {
      recover(1)
      throw error
    }
    ranging.changed(to: range)
    counts.rangeChanges += 1
    let converter = resampler.current.clock
    let period = UInt64(clamping: max(1, converter.periodRaw >> 32))
    let late = clock.now().since(converter.end(ahead: 0)) + period / 4
    discardedThrough = converter.index + Int64(clamping: late / period) + 1
  }
}
