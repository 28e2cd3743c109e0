// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// One frame of a recording, read in place.
///
/// The reader has checked all of it before it hands it out: nothing here can fail.
public struct RecordingFrame: ~Escapable {
  /// What the meter took in.
  public enum Kind: Equatable, Sendable {
    /// Sample sets: read each with `set(at:)`.
    case samples(SampleStamp, count: Int)
    /// Bytes from the radio: read them with `bytes`.
    case received(Instant)
    /// A tick, with the time of day where it was known.
    case tick(Instant, UTC?)
    /// State from the store: read it with `bytes`.
    case restored
    /// An edge of an input line.
    case edge(line: UInt8, isHigh: Bool, Instant)
    /// A temperature of the meter.
    case temperature(millidegrees: Int32, Instant)
    /// What became of a save.
    case saved(SaveOutcome, Instant)
    /// State that was kept besides the registers: read it with `bytes`.
    case kept
    /// Places of the load profile: read them with `bytes`.
    case profile
  }

  /// What the meter took in.
  public let kind: Kind
  /// Where the frame begins in the recording. Unit: bytes.
  public let byte: Int
  private let rest: Span<UInt8>
  private let width: Int
  private let setBytes: Int

  @_lifetime(copy rest)
  init(_ kind: Kind, byte: Int, _ rest: Span<UInt8>, _ head: borrowing RecordingHead) {
    self.kind = kind
    self.byte = byte
    self.rest = rest
    self.width = Int(head.sampleWidth.rawValue)
    self.setBytes = head.setBytes
  }

  /// What was received, restored or kept; of other kinds, what follows their fixed fields.
  public var bytes: Span<UInt8> {
    @_lifetime(copy self)
    get { rest }
  }

  /// A sample set. Traps unless `index` is below the count of a samples frame.
  public func set(at index: Int) -> SampleSet {
    let start = index * setBytes
    return SampleSet(
      voltage: code(start), current: code(start + width),
      currentAmplified: setBytes == 3 * width ? code(start + 2 * width) : 0)
  }

  private func code(_ start: Int) -> Int32 {
    var raw: UInt32 = 0
    for index in 0..<width { raw |= UInt32(rest[start + index]) << UInt32(8 * index) }
    let unused = UInt32(32 - 8 * width)
    return Int32(bitPattern: raw << unused) >> Int32(unused)
  }
}
