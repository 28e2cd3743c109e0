// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import LinuxHardware
import Parameters
import Quantities
import Seal

/// The parameters that the meter starts with: those in its store, or new ones that somebody brings
/// while the seal is open.
struct ParameterStart {
  /// What is in force; nil where nobody ever set parameters.
  private(set) var settings: MeterSettings?
  /// Which change that is, and its hash.
  private(set) var mark: ParameterMark?
  /// Why the meter does not start; nil where it may.
  private(set) var trouble: StaticString?
  /// Whether parameters that somebody brought were refused.
  private(set) var isRefused = false
  /// Whether the calibration seal was open at the start.
  private(set) var isSealOpen = false
  /// Whether it is known what is in force, be it nothing or of another converter.
  private(set) var isKnown = false
  /// Whether one copy could be read, whatever it holds.
  private var isRead = false
  private var block = ParameterBlock.empty
  private let converter: ConverterChoice

  /// - Parameter converter: parameters of another are not taken.
  init(_ converter: ConverterChoice = .ad7991) { self.converter = converter }

  /// Where the board's lines are, as the block says that was found, also one that the meter does
  /// not start with; empty where there is none, or it does not say.
  private(set) var lines = LineTable()

  private typealias Copy = InlineArray<8192, UInt8>

  /// Reads what is in force. A copy that cannot be read counts as damaged.
  mutating func read(_ file: inout FileBlockStore, _ known: KnownParameters) {
    // No byte of a copy that cannot be read: neither blank nor whole.
    var (copyA, copyB) = (Copy(repeating: 0xA5), Copy(repeating: 0xA5))
    var span = copyA.mutableSpan
    let isReadA = Self.read(&file, .a, &span)
    var spanB = copyB.mutableSpan
    let isReadB = Self.read(&file, .b, &spanB)
    isRead = isReadA || isReadB
    guard isRead else {
      trouble = "the parameters cannot be read"
      return
    }
    let (restored, block) = ParameterBlock.restore(
      copyA: copyA.span, copyB: copyB.span, known: known)
    self.block = block
    isKnown = true
    switch restored {
    case .none, .firstSaveTorn: return
    case .block(.a, _): return take(copyA.span)
    case .block(.b, _): return take(copyB.span)
    case .lost:
      trouble = "the parameters in force are lost: bring them with the seal open"
      // One that is older may still say where the seal is.
      lines = Self.lines(copyA.span) ?? Self.lines(copyB.span) ?? LineTable()
    case .conflict: trouble = "the two copies of the parameters contradict each other"
    case .notUnderstood: trouble = "the parameters are of a newer firmware"
    }
    isKnown = false
  }

  /// Lets a candidate come into force where it may, after what is in force was read.
  ///
  /// What comes into force is safe before the meter starts with it.
  ///
  /// - Parameter sealTrouble: why the seal cannot be read where these lines have it; nil where it
  ///   can. A block without a seal could never be replaced.
  mutating func decide(
    _ candidate: String?, in file: inout FileBlockStore, isSealOpen: Bool,
    sealTrouble: (LineTable) -> String?
  ) {
    self.isSealOpen = isSealOpen
    guard isRead, let candidate else { return }
    bring(candidate, to: &file, isSealOpen: isSealOpen, sealTrouble)
  }

  /// Reads a copy, more than once where that fails.
  private static func read(
    _ file: inout FileBlockStore, _ copy: Slot, _ bytes: inout MutableSpan<UInt8>
  ) -> Bool {
    for _ in 0..<3 {
      do throws(LinuxFailure) {
        try file.read(at: offset(copy), into: &bytes)
        return true
      } catch {}
    }
    return false
  }

  private mutating func take(_ bytes: Span<UInt8>) {
    guard let sealed = try? SealedParameters(bytes) else { return }
    lines = sealed.settings.lines
    guard fits(sealed) else {
      trouble = "the parameters are of another converter: name the board's with --converter"
      return
    }
    (settings, mark) = (sealed.settings, sealed.mark)
  }

  private mutating func bring(
    _ path: String, to file: inout FileBlockStore, isSealOpen: Bool,
    _ sealTrouble: (LineTable) -> String?
  ) {
    var bytes = ParameterBytes()
    do throws(LinuxFailure) {
      let fits = try LinuxProgram.withFile(path) { bytes.append($0) }
      guard fits else { return refuse(path, "it is longer than a parameter block") }
    } catch { return refuse(path, "\(error.text)") }
    switch SealDecision(
      candidate: bytes.span, standing: block.standing, isSealOpen: isSealOpen)
    {
    case .same: break
    case .adopt(let adoption):
      if let reason = objection(to: bytes.span, sealTrouble) { return refuse(path, reason) }
      adopt(bytes, adoption, in: &file, path)
    case .refused(let reason): refuse(path, "\(reason.text)")
    }
  }

  private mutating func adopt(
    _ bytes: ParameterBytes, _ adoption: Adoption, in file: inout FileBlockStore, _ path: String
  ) {
    guard let image = try? block.save(bytes.span, adoption) else {
      return refuse(path, "it does not follow what is in force")
    }
    do throws(LinuxFailure) {
      try file.write(image.bytes.span, at: Self.offset(image.copy))
      try file.sync()
    } catch {
      block.giveUp(image)
      return refuse(path, "\(error.text)")
    }
    block.confirm(image)
    trouble = nil
    take(image.bytes.span)
    LinuxProgram.complain(
      "meterd: \(path): parameters \(image.mark.counter) are in force", .notice)
  }

  private static func lines(_ bytes: Span<UInt8>) -> LineTable? {
    guard let sealed = try? SealedParameters(bytes) else { return nil }
    return sealed.settings.lines
  }

  /// Why a whole candidate is none of this board's; nil where it is one.
  private func objection(
    to bytes: Span<UInt8>, _ sealTrouble: (LineTable) -> String?
  ) -> String? {
    guard let sealed = try? SealedParameters(bytes), fits(sealed) else {
      return "it is of another converter: name the board's with --converter"
    }
    return sealTrouble(sealed.settings.lines).map { "its calibration seal cannot be read: \($0)" }
  }

  private func fits(_ sealed: borrowing SealedParameters) -> Bool {
    converter.fits(sealed.settings.frontEnd.rate)
  }

  private mutating func refuse(_ path: String, _ reason: String) {
    isRefused = true
    LinuxProgram.complain("meterd: \(path): not in force: \(reason)")
  }

  private static func offset(_ copy: Slot) -> Int {
    StoreMap.parametersOffset + (copy == .a ? 0 : StoreMap.parametersStride)
  }
}

extension ParameterRefusal {
  /// What a person must know of it.
  fileprivate var text: StaticString {
    switch self {
    case .sealClosed: "the calibration seal is closed"
    case .olderCounter: "it is older than what is in force"
    case .unreadable(.damaged): "it is damaged"
    case .unreadable(.outOfRange):
      "a value is out of its range: meterbench parameters show names it"
    case .unreadable: "it is of another firmware, or no parameter block"
    case .inForceNotUnderstood: "what is in force is of a newer firmware"
    }
  }
}

/// The settings that are in force, hashed again each hour.
struct SettingsCheck {
  private let settings: MeterSettings?
  private let digest: Digest?

  init(_ start: ParameterStart) { self.init(start.settings, start.mark?.digest) }

  init(_ settings: MeterSettings?, _ digest: Digest?) {
    (self.settings, self.digest) = (settings, digest)
  }

  /// Whether they are not what they were at the start.
  func hasFailed() -> Bool {
    guard let settings, let digest else { return false }
    guard let block = try? settings.block(counter: 1) else { return true }
    guard let sealed = try? SealedParameters(block.span) else { return true }
    return sealed.mark.digest != digest
  }
}
