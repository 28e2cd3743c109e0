// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LinuxHardware
import Quantities
import Seal

/// The program's own file, hashed at the start and each hour: then piece by piece, for the meter
/// does not wait for it.
struct CodeCheck: ~Copyable {
  /// Unit: nanoseconds.
  static let periodNanoseconds: UInt64 = 3_600_000_000_000
  /// Hashed at a time. Unit: bytes.
  static let pieceBytes = 16_384
  /// What Linux calls the file of the program that runs, whatever took its place since.
  static let path = "/proc/self/exe"

  /// The hash at the start; nil where the file cannot be read.
  let digest: Digest?
  private let file: MappedFile
  private var clock = LinuxClock()
  private var checked: Instant
  private var hash = SHA256()
  /// Bytes hashed in this round; nil between rounds.
  private var place: Int?

  init(path: String = path) {
    var clock = LinuxClock()
    checked = clock.now()
    do throws(LinuxFailure) {
      file = try MappedFile(path: path)
      digest = file.withBytes { SHA256.of($0) }
    } catch {
      file = MappedFile()
      digest = nil
    }
  }

  /// Goes on by a piece where a round is under way, and begins one each period.
  ///
  /// - Returns: whether the file was found changed, at the end of a round; nil before it.
  mutating func advance() -> Bool? {
    guard let start = place else {
      let now = clock.now()
      if digest != nil, now.since(checked) >= Self.periodNanoseconds { begin(at: now) }
      return nil
    }
    var hash = hash
    let end = file.withBytes { bytes in
      let end = min(bytes.count, start + Self.pieceBytes)
      hash.update(bytes.extracting(start..<end))
      return end < bytes.count ? end : nil
    }
    (self.hash, place) = (hash, end)
    return end == nil ? hash.finish() != digest : nil
  }

  /// Begins a round.
  mutating func begin(at now: Instant) {
    (checked, place, hash) = (now, 0, SHA256())
  }
}
