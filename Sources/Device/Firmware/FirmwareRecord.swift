// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import EventLog
public import HardwareInterface

/// An attempt to change the firmware, which the event log is still to be told.
public struct FirmwareAttempt: Equatable, Sendable {
  /// The version that ran.
  public var old: UInt32
  /// The version that was to run.
  public var new: UInt32
  /// What became of it.
  public var outcome: FirmwareOutcome

  /// Makes an attempt.
  public init(old: UInt32, new: UInt32, _ outcome: FirmwareOutcome) {
    self.old = old
    self.new = new
    self.outcome = outcome
  }
}

/// Which firmware starts. Two copies; of those that are whole the one with the higher number
/// counts, and the next is written over the other.
///
///     4C 4D 46 52     magic, "LMFR"
///     01 gg tt ll     version of the format; slots: good, on trial (0: none); starts left
///     nn nn nn nn     number
///     oo 00 00 00     outcome that is to be told; FF: none
///     vv vv vv vv     version that ran, of that attempt
///     ww ww ww ww     version that was to run
///     rr rr rr rr     version that is not tried again; 0: none
///     cc cc cc cc     CRC-32 of all before
///     nn 00 00 00     attempts before that one that are to be told, 0 to 7
///     84 bytes        seven times outcome, version that ran, version that was to run
///     cc cc cc cc     CRC-32 of the 88 bytes before, XOR the number; where it is wrong there are
///                     none
///
/// Numbers are least significant byte first.
public struct FirmwareRecord: Equatable, Sendable {
  /// A copy's bytes.
  public typealias Image = FixedBytes<124>
  /// Unit: bytes of the record, and of the place of a copy.
  public static let bytes = 124, copyBytes = 4096
  /// How often firmware on trial is started.
  public static let startsMax: UInt8 = 3

  /// The slot of the firmware that has shown that it works; nil: the one that is built in.
  public var good: FirmwareSlot?
  /// The slot of the firmware that has to show it.
  public var trial: FirmwareSlot?
  /// How often it may still be started.
  public var startsLeft: UInt8 = 0
  /// The newest attempt that the event log is to be told.
  public private(set) var attempt: FirmwareAttempt?
  /// Did not work, or may not run here.
  public var refusedVersion: UInt32 = 0
  private(set) var number: UInt32 = 0
  /// Attempts before the newest, oldest first.
  private var earlier = FixedQueue<7, FirmwareAttempt>()

  /// Nothing but the firmware that is built in.
  public init() {}

  /// Where an image may be written: not over what is good.
  public var free: FirmwareSlot { good?.other ?? .a }

  /// What is on trial has shown that it works.
  public mutating func confirm() {
    guard let slot = trial else { return }
    (good, trial, startsLeft) = (slot, nil, 0)
  }

  /// Keeps an attempt until the event log is told; one like the newest is that one. False where
  /// eight wait already.
  @discardableResult
  public mutating func keep(_ new: FirmwareAttempt) -> Bool {
    guard attempt != new else { return true }
    if let attempt, !earlier.append(attempt) { return false }
    attempt = new
    return true
  }

  /// Attempts that are to be told.
  public var waiting: Int { earlier.count + (attempt == nil ? 0 : 1) }

  /// Takes the oldest attempt that is to be told; nil where there is none.
  public mutating func takeAttempt() -> FirmwareAttempt? {
    if let first = earlier.popFirst() { return first }
    defer { attempt = nil }
    return attempt
  }

  /// Equal where their bytes are.
  public static func == (left: FirmwareRecord, right: FirmwareRecord) -> Bool {
    let (one, other) = (left.image, right.image)
    for index in 0..<one.count where one[index] != other[index] { return false }
    return true
  }

  /// The next copy: where it goes, and its bytes; from then on it is the one that counts.
  public mutating func next() -> (offset: Int, bytes: Image) {
    number &+= 1
    return (Int(number % 2) * Self.copyBytes, image)
  }

  private var image: Image {
    var image = Image()
    image.append(littleEndian: Self.magic)
    image.append(Self.version)
    image.append(good?.rawValue ?? 0)
    image.append(trial?.rawValue ?? 0)
    image.append(startsLeft)
    image.append(littleEndian: number)
    image.append(attempt)
    image.append(littleEndian: refusedVersion)
    image.append(littleEndian: CRC32.of(image.span))
    var rest = earlier
    image.append(littleEndian: UInt32(earlier.count))
    for _ in 0..<Self.earlierMax { image.append(rest.popFirst()) }
    let crc = CRC32.of(image.span.extracting(Self.firstBytes..<image.count))
    image.append(littleEndian: crc ^ number)
    return image
  }

  private static let firstBytes = 32, earlierMax = 7
  private static let version: UInt8 = 1
  private static let magic: UInt32 = 0x5246_4D4C
}

extension FixedBytes {
  /// Outcome, version that ran, version that was to run.
  fileprivate mutating func append(_ attempt: FirmwareAttempt?) {
    append(littleEndian: attempt.map { UInt32($0.outcome.rawValue) } ?? FirmwareAttempt.noOutcome)
    append(littleEndian: attempt?.old ?? 0)
    append(littleEndian: attempt?.new ?? 0)
  }
}

extension FirmwareAttempt {
  fileprivate static let noOutcome: UInt32 = 0xFF

  /// Nil where there is none; that of the record's end and of an unknown outcome is none either.
  fileprivate init?(_ reader: inout ByteReader) {
    guard let outcome = reader.littleEndian(UInt32.self),
      let old = reader.littleEndian(UInt32.self),
      let new = reader.littleEndian(UInt32.self), let raw = UInt8(exactly: outcome),
      let known = FirmwareOutcome(rawValue: raw)
    else { return nil }
    self.init(old: old, new: new, known)
  }
}

extension FirmwareRecord {
  /// Reads a copy; nil where it is not whole.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.firstBytes else { return nil }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == Self.magic,
      reader.littleEndian(UInt8.self) == Self.version, let good = reader.littleEndian(UInt8.self),
      let trial = reader.littleEndian(UInt8.self), let left = reader.littleEndian(UInt8.self),
      let number = reader.littleEndian(UInt32.self)
    else { return nil }
    attempt = FirmwareAttempt(&reader)
    guard let refused = reader.littleEndian(UInt32.self),
      reader.littleEndian(UInt32.self) == CRC32.of(bytes.extracting(0..<Self.firstBytes - 4)),
      good == 0 || FirmwareSlot(rawValue: good) != nil,
      trial == 0 || FirmwareSlot(rawValue: trial) != nil, trial == 0 || trial != good
    else { return nil }
    self.good = FirmwareSlot(rawValue: good)
    self.trial = FirmwareSlot(rawValue: trial)
    (startsLeft, self.number, refusedVersion) = (left, number, refused)
    readEarlier(bytes)
  }

  private mutating func readEarlier(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.bytes else { return }
    let rest = bytes.extracting(Self.firstBytes..<Self.bytes)
    var reader = ByteReader(rest)
    guard let count = reader.littleEndian(UInt32.self), count <= Self.earlierMax else { return }
    var found = FixedQueue<7, FirmwareAttempt>()
    for _ in 0..<Self.earlierMax {
      if let attempt = FirmwareAttempt(&reader) { found.append(attempt) }
    }
    // Behind a write that was cut lie those of a record of before, which had another number.
    let crc = CRC32.of(rest.extracting(0..<rest.count - 4))
    guard reader.littleEndian(UInt32.self) == crc ^ number,
      found.count == count
    else { return }
    earlier = found
  }

  /// The one of two copies that counts; nothing is known where neither is whole.
  public static func read(_ copyA: Span<UInt8>, _ copyB: Span<UInt8>) -> FirmwareRecord {
    guard let first = FirmwareRecord(copyA) else { return FirmwareRecord(copyB) ?? .init() }
    guard let second = FirmwareRecord(copyB) else { return first }
    // Numbers go round after more writes than any store lasts.
    return Int32(bitPattern: second.number &- first.number) > 0 ? second : first
  }

  /// Reads it from a store; a copy that cannot be read counts as not there.
  public init(in store: inout some BlockStore & ~Copyable) {
    var (copyA, copyB) = (Copy(repeating: 0), Copy(repeating: 0))
    var spanA = copyA.mutableSpan
    do { try store.read(at: 0, into: &spanA) } catch {}
    var spanB = copyB.mutableSpan
    do { try store.read(at: Self.copyBytes, into: &spanB) } catch {}
    self = Self.read(copyA.span, copyB.span)
  }

  private typealias Copy = InlineArray<124, UInt8>
}
