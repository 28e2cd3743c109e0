// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort

/// A line of a message: what it is called, and its value.
struct LocalValue: Encodable, Equatable {
  /// As the meter wrote it.
  let code: String
  /// In words; nil for a code that this meter does not have.
  let name: String?
  /// What stood in parentheses; several are joined by a space.
  let value: String
  /// Of the last of them that has one.
  let unit: String?

  /// Reads `code(value*unit)`, with more parentheses behind; nil where it is otherwise.
  init?(_ line: String, isTelegram: Bool) {
    guard let open = line.firstIndex(of: "("), open > line.startIndex, line.last == ")" else {
      return nil
    }
    code = String(line[..<open])
    let groups = line[line.index(after: open)...].dropLast()
      .split(separator: ")(", omittingEmptySubsequences: false)
    guard groups.allSatisfy({ !$0.contains("(") && !$0.contains(")") }) else { return nil }
    let parts = groups.map {
      $0.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
    }
    let row = OBISNames.table[code]
    name = row?.name
    unit = parts.compactMap { $0.count == 2 ? String($0[1]) : nil }.last
    let told = parts.map { String($0.first ?? "") }.joined(separator: " ")
    value = isTelegram && row?.isText == true ? Self.text(told) : told
  }

  /// The text whose bytes these digits are; the digits where that cannot be read.
  private static func text(_ digits: String) -> String {
    let numbers = digits.compactMap(\.hexDigitValue)
    guard numbers.count == digits.count, numbers.count.isMultiple(of: 2) else { return digits }
    let bytes = stride(from: 0, to: numbers.count, by: 2).map {
      UInt8(numbers[$0] << 4 | numbers[$0 + 1])
    }
    return bytes.allSatisfy { (0x20..<0x7F).contains($0) }
      ? String(decoding: bytes, as: UTF8.self) : digits
  }
}

/// The names of `OBISTable` by both writings of their codes.
enum OBISNames {
  struct Entry {
    var name: String
    var isText: Bool
  }

  static let table: [String: Entry] = {
    var table: [String: Entry] = [:]
    for index in OBISTable.rows.indices {
      let row = OBISTable.rows[index]
      for line in 0..<row.linesMax {
        let name = "\(row.name)" + (line > 0 ? ", tariff \(line)" : "")
        let code = row.linesMax == 1 ? row.code : row.code.of(tariff: line)
        var (whole, reduced) = (FixedBytes<32>(), FixedBytes<32>())
        code.append(to: &whole)
        code.appendReduced(to: &reduced)
        for text in [whole, reduced] {
          let key = String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self)
          table[key] = Entry(name: name, isText: row.isText)
        }
      }
    }
    return table
  }()
}
