// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import HardwareInterface
import ZigBee

/// The two places for the image of another firmware than the one that is built in.
///
/// Their file: two copies of the record, then slot a, then slot b; SPEC.md has it.
public enum FirmwareSlot: UInt8, Sendable {
  /// The first.
  case a = 1
  /// The second.
  case b = 2

  /// The other one.
  public var other: FirmwareSlot { self == .a ? .b : .a }

  /// Where its head begins. Unit: bytes.
  public var offset: Int { Self.firstOffset + (Int(rawValue) - 1) * Self.bytes }

  /// What the file holds in all. Unit: bytes.
  public static let capacity = firstOffset + 2 * bytes
  private static let firstOffset = 2 * FirmwareRecord.copyBytes
  /// A head, and the largest image; a whole number of pages.
  private static let bytes = 4096 + Int(OTAUpgrade.imageBytesMax)
}

/// What a slot begins with: a head that says what is behind it.
///
///     4C 4D 55 50     magic, "LMUP"
///     vv vv vv vv     version of the image
///     ss ss ss ss     bytes of the image
///     st 00 00 00     state
///     cc cc cc cc     CRC-32 of all before
///
/// Numbers are least significant byte first. Whoever activates an image checks it again.
public enum StagingFormat {
  /// Where the image begins, from the head's begin. Unit: bytes.
  public static let imageOffset = 64
  /// Unit: bytes of a head.
  public static let headBytes = 20

  /// How far an image has come.
  public enum State: UInt8, Sendable {
    /// There is none.
    case none = 0
    /// It is on its way.
    case downloading = 1
    /// It is here, and waits.
    case complete = 2
    /// It is to be started, or was.
    case due = 3
  }

  static let magic: UInt32 = 0x5055_4D4C

  /// The head's bytes.
  public static func head(_ state: State, version: UInt32, size: UInt32) -> FixedBytes<20> {
    var head = FixedBytes<20>()
    head.append(littleEndian: magic)
    head.append(littleEndian: version)
    head.append(littleEndian: size)
    head.append(littleEndian: UInt32(state.rawValue))
    head.append(littleEndian: CRC32.of(head.span))
    return head
  }
}

/// What a head says.
public struct StagedHead: Equatable, Sendable {
  /// How far the image has come.
  public let state: StagingFormat.State
  /// The image's version.
  public let version: UInt32
  /// Unit: bytes of the image.
  public let size: UInt32

  /// Reads a head; nil where it is none, or not whole.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= StagingFormat.headBytes else { return nil }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == StagingFormat.magic,
      let version = reader.littleEndian(UInt32.self),
      let size = reader.littleEndian(UInt32.self), size <= OTAUpgrade.imageBytesMax,
      let raw = reader.littleEndian(UInt32.self), raw <= UInt32(StagingFormat.State.due.rawValue),
      let state = StagingFormat.State(rawValue: UInt8(raw)),
      reader.littleEndian(UInt32.self) == CRC32.of(bytes.extracting(0..<16))
    else { return nil }
    self.state = state
    self.version = version
    self.size = size
  }

  /// Reads the head of a slot; nil where it cannot be read.
  public init?(of slot: FirmwareSlot, in store: inout some BlockStore & ~Copyable) {
    var bytes = InlineArray<20, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    do { try store.read(at: slot.offset, into: &span) } catch { return nil }
    self.init(bytes.span)
  }
}
