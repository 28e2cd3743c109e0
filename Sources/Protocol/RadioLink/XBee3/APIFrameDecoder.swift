// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Finds API frames in a byte stream: removes escapes, checks length and checksum, and starts
/// anew at each delimiter, so that damage costs no frame but the damaged one.
///
/// - Errors: none; what is dropped is counted. Allocates: never.
public struct APIFrameDecoder: Sendable {
  /// What the decoder has seen.
  public struct Counts: Equatable, Sendable {
    /// Frames whose checksum was right.
    public var good = 0
    /// Frames whose checksum was wrong.
    public var badChecksum = 0
    /// Frames that a new delimiter cut short.
    public var truncated = 0
    /// Frames of no data, or of more than `APIFrame.dataBytesMax`.
    public var badLength = 0
    /// Bytes between frames.
    public var stray = 0
  }

  private enum Place { case idle, lengthHigh, lengthLow, data, checksum }

  private var place = Place.idle
  private var escaping = false
  private var length = 0
  private var sum: UInt8 = 0
  /// The data of the frame that `receive` has just completed; empty otherwise.
  public private(set) var content = APIFrame.Content()
  /// Counts since the start.
  public private(set) var counts = Counts()

  /// Starts between frames.
  public init() {}

  /// Takes one byte; true when it completed a good frame, which is then in `content`.
  public mutating func receive(_ byte: UInt8) -> Bool {
    if byte == APIFrame.delimiter {
      begin()
      return false
    }
    if place == .idle {
      counts.stray &+= 1
      return false
    }
    if byte == APIFrame.escape, !escaping {
      escaping = true
      return false
    }
    let plain = escaping ? byte ^ APIFrame.escapeMask : byte
    escaping = false
    return advance(plain)
  }

  private mutating func begin() {
    if place != .idle { counts.truncated &+= 1 }
    place = .lengthHigh
    escaping = false
    sum = 0
    content.removeAll()
  }

  private mutating func advance(_ byte: UInt8) -> Bool {
    switch place {
    case .idle: return false
    case .lengthHigh:
      length = Int(byte) << 8
      place = .lengthLow
    case .lengthLow:
      length |= Int(byte)
      checkLength()
    case .data:
      sum &+= byte
      content.append(byte)
      if content.count == length { place = .checksum }
    case .checksum:
      return finish(byte)
    }
    return false
  }

  private mutating func checkLength() {
    if length > 0, length <= APIFrame.dataBytesMax {
      place = .data
    } else {
      counts.badLength &+= 1
      place = .idle
    }
  }

  private mutating func finish(_ checksum: UInt8) -> Bool {
    place = .idle
    guard sum &+ checksum == 0xFF else {
      counts.badChecksum &+= 1
      content.removeAll()
      return false
    }
    counts.good &+= 1
    return true
  }
}
