// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
import Quantities
import Recording
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter

/// Recordings that are whole to the last checksum, and say nonsense.
@Suite struct AbsurdRecordingTests {
  @Test("A meter plays any nonsense without a crash, and no register goes down", arguments: 0..<300)
  func plays(_ seed: Int) throws {
    var absurd = AbsurdRecording(seed: UInt64(seed))
    guard let bytes = absurd.bytes() else { return }
    var output = Gathered()
    do throws(ReplayError) {
      var player = try Player(bytes.span)
      while try player.step(&output) {}
      player.finish(&output)
    } catch {
      guard case .frontEnd = error else {
        Issue.record("seed \(seed): \(error)")
        return
      }
    }
    var last = output.saved.first
    for registers in output.saved {
      #expect(registers.mayFollow(last ?? registers), "seed \(seed)")
      last = registers
    }
    #expect(output.saved.allSatisfy { $0.energyImport.value.raw >= 0 }, "seed \(seed)")
  }

  @Test("Most of the nonsense reaches the metrology")
  func reaches() {
    let heads = (0..<300).filter { seed in
      var absurd = AbsurdRecording(seed: UInt64(seed))
      return absurd.bytes() != nil
        && (try? Meter(
          MeterParameters(
            frontEnd: absurd.frontEnd, identity: DeviceIdentity()))) != nil
    }
    #expect(heads.count > 100)
  }
}

private struct AbsurdRecording {
  private var random: SplitMix64
  private(set) var frontEnd = roundFrontEnd()
  private var now: UInt64 = 0

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Nil where the format itself refuses the head.
  mutating func bytes() -> [UInt8]? {
    spoil()
    var writer = RecordingWriter(
      RecordingHead(frontEnd: frontEnd, station: FixedBytes(), sampleWidth: .three))
    var frame = RecordingFrameBytes()
    var bytes: [UInt8] = []
    do throws(RecordingError) {
      try writer.head(into: &frame)
      bytes += frame.array
      for _ in 0..<40 {
        try append(to: &writer, &frame)
        bytes += frame.array
      }
      try writer.end(into: &frame)
      return bytes + frame.array
    } catch { return nil }
  }

  private mutating func spoil() {
    if one(in: 2) { frontEnd.rate = Ratio(constant: 1 + below(1 << 40), over: 1 + below(1 << 30)) }
    if one(in: 3) { frontEnd.voltage.gain = ratio() }
    if one(in: 3) { frontEnd.current.gain = ratio() }
    if one(in: 2) { frontEnd.currentAmplified = Channel(gain: ratio()) }
    if one(in: 4) { frontEnd.current.delayNanoseconds = below(400_000) - 200_000 }
    if one(in: 4) { frontEnd.nominalVoltage.microvolts = 1 + below(1_000_000_000_000) }
    if one(in: 2) { frontEnd.nominalFrequency = .hertz60 }
    frontEnd.amplifiedPeakMax = Int32(below(1 << 23))
  }

  private mutating func append(
    to writer: inout RecordingWriter, _ frame: inout RecordingFrameBytes
  ) throws(RecordingError) {
    now = one(in: 9) ? UInt64(below(1 << 61)) : now &+ UInt64(below(300_000_000))
    switch below(6) {
    case 0: try writer.tick(at: instant(now), utc: nil, into: &frame)
    case 1:
      let bytes = (0..<below(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      try writer.received(bytes.span, at: instant(now), into: &frame)
    default:
      let sets = runOfSets()
      let length = UInt64(frontEnd.rate.dividing(Int64(sets.count) * 1_000_000_000))
      let end = now &+ (one(in: 8) ? UInt64(below(1 << 40)) : length)
      try writer.samples(
        sets.span, SampleStamp(start: instant(now), end: instant(max(now, end))), into: &frame)
      now = one(in: 3) ? now : end
    }
  }

  private mutating func runOfSets() -> [SampleSet] {
    let top = Int32(1 + below(1 << 23)) - 1
    let period = 2 + below(400)
    return (0..<Int(below(1_366))).map { index in
      let sign: Int32 = Int64(index) % period < period / 2 ? 1 : -1
      return SampleSet(voltage: sign * top, current: one(in: 2) ? top : -sign * top)
    }
  }

  private mutating func ratio() -> Ratio {
    Ratio(constant: 1 + below(1 << (1 + below(50))), over: 1 + below(1 << (1 + below(50))))
  }

  private mutating func one(in count: Int64) -> Bool { below(count) == 0 }

  private mutating func below(_ limit: Int64) -> Int64 {
    Int64(random.next() % UInt64(max(1, limit)))
  }

  private func instant(_ nanoseconds: UInt64) -> Instant {
    Instant(nanoseconds: min(nanoseconds, 1 << 62))
  }
}

extension FixedBytes {
  fileprivate var array: [UInt8] { (0..<count).map { self[$0] } }
}
