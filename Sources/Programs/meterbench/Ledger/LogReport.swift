// SPDX-License-Identifier: Apache-2.0

import EventLog
import Seal

/// What `meterbench ledger verify` says.
struct LogReport: Encodable, Equatable {
  struct Row: Encodable, Equatable {
    /// What is wrong, in a word.
    var kind: String
    /// The entry's number.
    var sequence: UInt64
    /// The place in its ring.
    var place: UInt64
    /// The byte of the file.
    var byte: Int
    /// What it means, in a sentence.
    var what: String
    /// Whether a cut of the supply leaves the same.
    var isNormalAfterCut: Bool
  }

  let file: String
  let isWhole: Bool
  let isBlank: Bool
  let oldest: UInt64
  let newest: UInt64
  let signedTo: UInt64
  let anchors: UInt64
  let unproven: UInt64
  let publicKey: String?
  let findings: [Row]

  init(
    file: LogFile, result: LogAuditResult, findings: [LogFinding], key: VerifyingKey?,
    shape: LogShape
  ) {
    self.file = file.path
    isWhole = result.isWhole
    isBlank = result.isBlank
    oldest = result.oldest
    newest = result.newest
    signedTo = result.signedTo
    anchors = result.anchors
    unproven = result.unproven
    publicKey = key.map { Hexadecimal.digits($0.bytes) }
    self.findings = findings.map { finding in
      Row(
        kind: finding.name, sequence: finding.sequence, place: finding.place,
        byte: finding.byte(file, shape), what: finding.sentence,
        isNormalAfterCut: finding.isNormalAfterCut)
    }
  }

  /// A line a finding, then what was checked in sum.
  var text: String {
    (findings.map { "\(file): byte \($0.byte): \($0.what)" } + summary).joined(separator: "\n")
  }

  private var summary: [String] {
    guard !isBlank else { return ["\(file): no event log was ever written here"] }
    let key = publicKey.map { "by key \($0)" } ?? "and no key is known to check one with"
    let wrong = findings.filter { !$0.isNormalAfterCut }.count
    var lines = [
      "entries \(oldest) to \(newest), signed to \(signedTo) (\(anchors) anchors) \(key)"
    ]
    if newest > signedTo {
      lines.append("\(newest - max(signedTo, oldest - 1)) newest entries: under the head alone")
    }
    if unproven > 0 { lines.append("\(unproven) whole entries that nothing proves") }
    lines.append(isWhole ? "whole" : "NOT whole: \(wrong) wrong")
    return lines
  }
}

extension LogFinding {
  /// One word, for scripts.
  var name: String { String("\(kind)".prefix { $0 != "(" }) }

  /// Where in the file it lies.
  func byte(_ file: LogFile, _ shape: LogShape) -> Int {
    switch kind {
    case .headLost, .headReplayed, .headAltered, .headTorn:
      place < 2 ? file.headBase + Int(place) * LogShape.stride : file.headBase
    case .anchorAltered, .anchorOfOtherKey, .anchorMissing, .anchorMisplaced, .endMissing,
      .anchorTorn:
      file.logBase + shape.offset(anchorPlace: place)
    default: file.logBase + shape.offset(entry: place)
    }
  }

  /// What it means.
  var sentence: String {
    let entry = "entry \(sequence) (place \(place))"
    return switch kind {
    case .altered: "\(entry) was altered"
    case .dropped: "\(entry) was dropped"
    case .swapped(let other): "\(entry) was swapped: entry \(other) is in its place"
    case .replayed(let other): "\(entry) was replaced by entry \(other), which had gone"
    case .newer(let other): "\(entry) was replaced by entry \(other), which no head knows"
    case .truncated: "\(entry) was cut off: the file ends before it"
    case .notContinuing: "\(entry) is beyond the head and does not continue the chain"
    case .anchorAltered: "the anchor of entry \(sequence) (place \(place)) was altered"
    case .anchorOfOtherKey:
      "the anchor of entry \(sequence) (place \(place)) is not signed with the meter's key"
    case .anchorMissing: "the anchor of entry \(sequence) (place \(place)) is missing"
    case .anchorMisplaced: "the anchor of entry \(sequence) is in the wrong place \(place)"
    case .endMissing: "entries up to \(sequence) were signed, and the newest of them are gone"
    case .headLost: "no copy of the head is whole; the newest entry found is \(sequence)"
    case .headReplayed: "the head is older than the log, at entry \(sequence)"
    case .headAltered: "the head of entry \(sequence) (copy \(place)) was altered"
    case .headTorn: "a copy of the head (\(place)) is not whole, as after a power cut"
    case .anchorTorn: "an anchor (place \(place)) is not whole, as after a power cut"
    case .nextTorn: "\(entry), the next one, is not whole, as after a power cut"
    case .beyondHead: "\(entry) is not in the head yet, as after a power cut"
    }
  }
}
