// SPDX-License-Identifier: Apache-2.0

#if !hasFeature(Embedded)

  import Bytes
  import Ledger
  import Meter
  import Metrology
  import Quantities
  import Recording

  extension Main {
    private static let hourSets = 26_667_000
    private static let setsPerFrame = 1_000
    private static let replays = 3

    /// Plays one hour of the synthetic record through the whole meter, and says how long the
    /// fastest of three replays took.
    static func sayHour() {
      do {
        let recording = try hour()
        var best = Duration.seconds(86_400)
        var blocks: UInt64 = 0
        for _ in 0..<replays {
          let began = ContinuousClock.now
          blocks = try replay(recording)
          best = min(best, ContinuousClock.now - began)
        }
        say("sets ", Int64(hourSets))
        say("record_nanoseconds ", Int64(hourSets) * Int64(SyntheticRecord.setNanoseconds))
        say("blocks ", Int64(blocks))
        say(
          "replay_nanoseconds ",
          best.components.seconds * 1_000_000_000
            + best.components.attoseconds / 1_000_000_000)
      } catch {
        stop(70, "metrologybench: the recording does not play\n")
      }
    }

    private static func replay(_ recording: [UInt8]) throws(ReplayError) -> UInt64 {
      var player = try Player(recording.span)
      var output = NoOutput()
      while try player.step(&output) {}
      player.finish(&output)
      return player.meter.blocks
    }

    /// One hour: a frame of samples and a tick for each thousand sets.
    private static func hour() throws(RecordingError) -> [UInt8] {
      let record = SyntheticRecord()
      var writer = RecordingWriter(
        RecordingHead(
          frontEnd: SyntheticRecord.frontEnd, station: FixedBytes(), sampleWidth: .two))
      var frame = RecordingFrameBytes()
      var bytes: [UInt8] = []
      bytes.reserveCapacity(hourSets * 6 + hourSets / setsPerFrame * 64 + 1_024)
      try writer.head(into: &frame)
      bytes.append(frame)
      for first in stride(from: 0, to: hourSets, by: setsPerFrame) {
        let (start, end) = (instant(first), instant(first + setsPerFrame))
        let place = first % SyntheticRecord.setsCount
        try writer.samples(
          record.sets.span.extracting(place..<place + setsPerFrame),
          SampleStamp(start: start, end: end), into: &frame)
        bytes.append(frame)
        try writer.tick(at: end, utc: nil, into: &frame)
        bytes.append(frame)
      }
      try writer.end(into: &frame)
      bytes.append(frame)
      return bytes
    }

    private static func instant(_ set: Int) -> Instant {
      Instant(nanoseconds: UInt64(set) * SyntheticRecord.setNanoseconds)
    }
  }

  /// A meter on its own: nobody hears it.
  private struct NoOutput: MeterOutput {
    mutating func transmit(_ bytes: Span<UInt8>) {}
    mutating func show(_ screen: TextScreen) {}
    mutating func save(_ registers: Registers) {}
    mutating func measured(_ block: BlockFigures) {}
    mutating func occurred(_ event: QualityEvent) {}
    mutating func pulsed(_ change: TestOutputChange) {}
  }

  extension Array<UInt8> {
    fileprivate mutating func append(_ bytes: borrowing RecordingFrameBytes) {
      bytes.span.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
  }

#endif
