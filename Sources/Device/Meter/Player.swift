// SPDX-License-Identifier: Apache-2.0

import Ledger
public import Metrology
public import Quantities
public import Recording
import ZigBee

/// Why a recording did not play to its end.
public enum ReplayError: Error, Equatable, Sendable {
  /// The recording is damaged.
  case recording(RecordingError)
  /// Its front end is outside what the metrology is made for.
  case frontEnd(FrontEndError)
}

/// Feeds the frames of a recording to a meter, one by one.
public struct Player: ~Copyable, ~Escapable {
  /// The meter that the frames go to.
  public var meter: Meter
  /// The newest time that a frame told.
  public private(set) var now = Instant.zero
  /// Before the first sample; nil before a run was played.
  public private(set) var began: Instant?
  /// Sample sets played.
  public private(set) var sets = 0
  private var reader: RecordingReader
  private var run = InlineArray<1365, SampleSet>(repeating: .zero)

  /// Reads the head and makes the meter that it describes.
  @_lifetime(copy recording)
  ///
  /// - Parameters: `declaredVoltage` is what events refer to; nil takes the nominal voltage.
  public init(
    _ recording: Span<UInt8>, declaredVoltage: Voltage? = nil
  ) throws(ReplayError) {
    let reader: RecordingReader
    do throws(RecordingError) {
      reader = try RecordingReader(recording)
    } catch { throw .recording(error) }
    var parameters = MeterParameters(frontEnd: reader.head.frontEnd, identity: DeviceIdentity())
    parameters.declaredVoltage = declaredVoltage
    do throws(FrontEndError) {
      meter = try Meter(parameters)
    } catch { throw .frontEnd(error) }
    self.reader = reader
  }

  /// What the recording's head says of the converter.
  public var frontEnd: FrontEnd { reader.head.frontEnd }
  /// Where the next frame begins. Unit: bytes.
  public var byte: Int { reader.byte }

  /// Plays the next frame; false after the last.
  public mutating func step(
    _ output: inout some MeterOutput & ~Copyable
  ) throws(ReplayError) -> Bool {
    let start = reader.byte
    do throws(RecordingError) {
      guard let frame = try reader.next() else { return false }
      guard play(frame, &output) else {
        throw RecordingError(.badField(.registers), byte: start)
      }
      return true
    } catch { throw .recording(error) }
  }

  /// Ends the open block.
  public mutating func finish(_ output: inout some MeterOutput & ~Copyable) {
    meter.restore(Registers())
    meter.finished(at: now, &output)
  }

  /// False for kept registers that are not whole: a replay does not go on from zero instead.
  private mutating func play(
    _ frame: borrowing RecordingFrame, _ output: inout some MeterOutput & ~Copyable
  ) -> Bool {
    if case .restored = frame.kind { return restore(frame.bytes) }
    switch frame.kind {
    case .kept:
      meter.restore(kept: frame.bytes)
      return true
    case .profile:
      meter.restore(profile: frame.bytes)
      return true
    default: break
    }
    // A recording that tells of no kept registers began with none; later calls do nothing.
    meter.restore(Registers())
    switch frame.kind {
    case .samples(let stamp, let count):
      for index in 0..<count { run[index] = frame.set(at: index) }
      now = max(now, stamp.end)
      if count > 0, began == nil { began = stamp.start }
      sets += count
      meter.sampled(run.span.extracting(0..<count), stamp, &output)
    case .received(let instant):
      now = max(now, instant)
      meter.received(frame.bytes, at: instant, &output)
    case .tick(let instant, let utc):
      now = max(now, instant)
      meter.ticked(at: instant, utc: utc, &output)
    case .edge(let line, let isHigh, let instant):
      now = max(now, instant)
      meter.changed(line: line, isHigh: isHigh, at: instant, &output)
    case .saved(let outcome, let instant):
      now = max(now, instant)
      meter.saved(outcome, at: instant)
    case .temperature(let millidegrees, let instant):
      now = max(now, instant)
      meter.felt(millidegrees: millidegrees, at: instant)
    case .restored, .kept, .profile:
      break
    }
    return true
  }

  private mutating func restore(_ slot: Span<UInt8>) -> Bool {
    guard SlotFormat.isLength(slot.count) else { return false }
    let blank = SlotFormat.Bytes(repeating: 0)
    var ledger = Ledger.empty
    let found = ledger.restore(slot, blank.span, journal: blank.span.extracting(0..<0))
    guard case .registers = found else { return false }
    meter.restore(ledger.saved)
    return true
  }
}
