// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
import Quantities
import Recording
import Testing

@testable import Meter

/// Recordings with, without and with damaged kept registers.
@Suite struct PlayerTests {
  private static let kept = Registers(
    energyImport: Energy(microwattHours: 5_000_000, residual: 3),
    energyExport: Energy(microwattHours: 7_000_000), gapNanoseconds: 11, operatingSeconds: 13)

  /// The slot that a save of the registers left in version 1, typed by hand.
  private static let slotVersion1: [UInt8] = [
    0x4C, 0x4D, 0x4C, 0x52, 0x01, 0x00, 0x44, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x40, 0x4B, 0x4C, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0xCF, 0x6A, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x0B, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0D, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x77, 0xEB, 0x48, 0xAA,
  ]

  /// The slot that a save of the registers leaves.
  private static func slot() throws -> [UInt8] {
    var ledger = Ledger.empty
    let image = try ledger.save(kept)
    return image.bytes.span.indices.map { image.bytes.span[$0] }
  }

  /// Half a second at 200 V and 1 A, one tick, and perhaps a slot before it or after it.
  private static func recording(
    before: [UInt8]? = nil, after: [UInt8]? = nil
  ) throws -> [UInt8] {
    var file: [UInt8] = []
    var frame = RecordingFrameBytes()
    let head = RecordingHead(
      frontEnd: roundFrontEnd(), station: FixedBytes(), sampleWidth: .two)
    var writer = RecordingWriter(head)
    func keep() { for index in frame.span.indices { file.append(frame.span[index]) } }
    try writer.head(into: &frame)
    keep()
    if let before {
      try writer.restored(before.span, into: &frame)
      keep()
    }
    let sets = squareWave(1_000)
    for first in stride(from: 0, to: sets.count, by: 1_000) {
      let stamp = SampleStamp(
        start: Instant(nanoseconds: UInt64(first) * 100_000),
        end: Instant(nanoseconds: UInt64(first + 1_000) * 100_000))
      try writer.samples(Array(sets[first..<first + 1_000]).span, stamp, into: &frame)
      keep()
    }
    if let after {
      try writer.restored(after.span, into: &frame)
      keep()
    }
    try writer.tick(at: Instant(nanoseconds: 500_000_000), utc: nil, into: &frame)
    keep()
    try writer.end(into: &frame)
    keep()
    return file
  }

  private static func play(_ recording: [UInt8]) throws -> Registers {
    var output = Gathered()
    var player = try Player(recording.span)
    while try player.step(&output) {}
    player.finish(&output)
    let registers = player.meter.registers
    #expect(output.saved.last == registers)
    let (sets, now) = (player.sets, player.now)
    #expect(sets == 5_000)
    #expect(now == Instant(nanoseconds: 500_000_000))
    return registers
  }

  @Test("A recording that tells of no kept registers begins with none")
  func blank() throws {
    let registers = try Self.play(Self.recording())
    #expect(registers.energyImport.microwattHours == 27_777)
    #expect(registers.energyExport == .zero)
    #expect(registers.gapNanoseconds == 0)
  }

  @Test("A recording that went on from kept registers replays from them")
  func restored() throws {
    let registers = try Self.play(Self.recording(before: Self.slot()))
    let blank = try Self.play(Self.recording())
    #expect(
      registers.energyImport.value.raw
        == Self.kept.energyImport.value.raw + blank.energyImport.value.raw)
    #expect(registers.energyExport == Self.kept.energyExport)
    #expect(registers.gapNanoseconds == 11)
    #expect(registers.operatingSeconds == 13)
  }

  @Test(
    "A recording made with slots of version 1 replays to the same registers",
    arguments: [0, 204 - 68, SlotFormat.length - 68])
  func restoredVersion1(_ more: Int) throws {
    let slot = Self.slotVersion1 + [UInt8](repeating: 0xA5, count: more)
    let old = try Self.play(Self.recording(before: slot))
    let new = try Self.play(Self.recording(before: Self.slot()))
    #expect(old == new)
  }

  @Test("Kept registers that come after the first samples change nothing")
  func tooLate() throws {
    let late = try Self.play(Self.recording(after: Self.slot()))
    #expect(late == (try Self.play(Self.recording())))
  }

  @Test("Kept registers that are damaged inside a whole frame are told, not taken for none")
  func damaged() throws {
    for whole in [try Self.slot(), Self.slotVersion1] {
      for byte in whole.indices {
        var slot = whole
        slot[byte] ^= 0x10
        let recording = try Self.recording(before: slot)
        #expect(throws: ReplayError.self, "byte \(byte)") { try Self.play(recording) }
      }
    }
  }

  @Test(
    "Kept registers of another length are told, not taken for none",
    arguments: [0, 1, 67, 68, 69, 203, 205])
  func otherLength(_ count: Int) throws {
    let slot = Array((try Self.slot() + [0]).prefix(count))
    let recording = try Self.recording(before: slot)
    #expect(throws: ReplayError.self) { try Self.play(recording) }
    guard count != Self.slotVersion1.count else { return }
    let old = Array((Self.slotVersion1 + [UInt8](repeating: 0, count: 137)).prefix(count))
    let oldRecording = try Self.recording(before: old)
    #expect(throws: ReplayError.self) { try Self.play(oldRecording) }
  }

  @Test("A front end that cannot be measured with is told by name")
  func frontEnd() throws {
    var frontEnd = roundFrontEnd()
    frontEnd.rate = Ratio(constant: 100)
    var frame = RecordingFrameBytes()
    var writer = RecordingWriter(
      RecordingHead(frontEnd: frontEnd, station: FixedBytes(), sampleWidth: .two))
    try writer.head(into: &frame)
    let bytes = frame.span.indices.map { frame.span[$0] }
    #expect(throws: ReplayError.frontEnd(.rateOutOfRange)) { _ = try Player(bytes.span) }
  }

  @Test("A temperature reaches the meter, and its time counts; none is known before")
  func temperature() throws {
    var frame = RecordingFrameBytes()
    var bytes: [UInt8] = []
    func keep() { for index in frame.span.indices { bytes.append(frame.span[index]) } }
    var writer = RecordingWriter(
      RecordingHead(frontEnd: roundFrontEnd(), station: FixedBytes(), sampleWidth: .two))
    try writer.head(into: &frame)
    keep()
    let instant = Instant(nanoseconds: 70)
    try writer.temperature(millidegrees: -12_345, at: instant, into: &frame)
    keep()
    try writer.end(into: &frame)
    keep()
    var player = try Player(bytes.span)
    var output = Gathered()
    #expect(player.meter.temperatureMillidegrees == nil)
    while try player.step(&output) {}
    let (felt, now) = (player.meter.temperatureMillidegrees, player.now)
    #expect(felt == -12_345)
    #expect(now == instant)
  }

  @Test(
    "A temperature that no meter has is not believed", arguments: [-100_001, 200_001] as [Int32])
  func absurdTemperature(millidegrees: Int32) throws {
    var meter = try Meter(parameters())
    meter.restore(Registers())
    meter.felt(millidegrees: 21_000, at: .zero)
    meter.felt(millidegrees: millidegrees, at: .zero)
    let felt = meter.temperatureMillidegrees
    #expect(felt == 21_000)
  }

  @Test("A recording cut anywhere ends with an error that names the byte, and never traps")
  func truncated() throws {
    let whole = try Self.recording(before: Self.slot())
    for count in stride(from: 0, to: whole.count, by: 97) {
      let cut = Array(whole.prefix(count))
      do {
        _ = try Self.play(cut)
        Issue.record("\(count) bytes play as a whole recording")
      } catch let error as ReplayError {
        guard case .recording(let fault) = error else {
          Issue.record("\(error) at \(count) bytes")
          continue
        }
        #expect(fault.byte <= count)
      }
    }
  }
}
