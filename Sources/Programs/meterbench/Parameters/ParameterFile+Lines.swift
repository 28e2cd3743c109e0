// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Foundation
import Parameters
import Quantities
import Yams

/// A line and where it is written.
private struct WrittenLine {
  let name: String
  let number: UInt8
  /// Whether the firmware asks for it by its name; else it only takes its GPIO from all others.
  var isAsked = true
  let wrong: (_ what: String, _ advice: String) -> BenchError
}

extension LineTable {
  /// Bytes of the longest table of pins.
  private static let fileBytesMax = 65_536

  /// Reads the lines of a board, under their names or out of a table of pins.
  ///
  /// - Parameter rate: tells which board it is, and so which lines the firmware asks for.
  /// - Errors: an unknown line, one that is missing, or two of one number.
  init(_ place: YAMLPlace, rate: Ratio) throws(BenchError) {
    self.init()
    let written = try place.node.mapping == nil ? Self.pins(place) : Self.keys(place)
    let names = Self.names(isMaker: MakerBoard.isGrid(rate))
    let lines = try Self.checked(written, place, names)
    for line in lines.sorted(by: { Array($0.name.utf8).lexicographicallyPrecedes($1.name.utf8) }) {
      let name = Array(line.name.utf8)
      guard append(name.span, line.number) else {
        throw line.wrong("the meter refuses \(line.name)", "give each line a number of its own")
      }
    }
  }

  /// Every line that the firmware asks for by name, whichever board it is for.
  private static let allNames = Set(names(isMaker: false) + names(isMaker: true)).sorted()

  private static func names(isMaker: Bool) -> [String] {
    let all = (UInt32(0)...255).compactMap(ReferenceBoard.Line.init(rawValue:))
    guard isMaker else { return all.map { "\($0.name)" } }
    let own: [MakerBoard.Line] = [.voltageReady, .currentReady]
    return all.filter { !MakerBoard.lacks($0) }.map { "\($0.name)" } + own.map { "\($0.name)" }
  }

  /// The lines that this board has, each with a GPIO of its own.
  private static func checked(
    _ written: [WrittenLine], _ place: YAMLPlace, _ needed: [String]
  ) throws(BenchError) -> [WrittenLine] {
    var (found, numbers): ([String: WrittenLine], [UInt8: String]) = ([:], [:])
    for line in written {
      if line.isAsked && !allNames.contains(line.name) { throw unknown(line) }
      // What only the other board has may share a GPIO with what takes its place here.
      if line.isAsked && !needed.contains(line.name) { continue }
      if line.isAsked, found.updateValue(line, forKey: line.name) != nil {
        throw line.wrong("\(line.name) is there twice", "leave one out")
      }
      if let other = numbers.updateValue(line.name, forKey: line.number) {
        throw line.wrong("\(other) has GPIO \(line.number), too", "give \(line.name) another")
      }
    }
    if let name = needed.first(where: { found[$0] == nil }) {
      throw place.wrong("the line \(name) has no GPIO", advice: "give each line its number")
    }
    return Array(found.values)
  }

  private static func unknown(_ line: WrittenLine) -> BenchError {
    let nearest = allNames.min {
      KeyTree.distance($0, line.name) < KeyTree.distance($1, line.name)
    }
    return line.wrong(
      "the firmware asks for no line \(line.name)", "the nearest is \(nearest ?? "")")
  }

  private static func keys(_ place: YAMLPlace) throws(BenchError) -> [WrittenLine] {
    var lines: [WrittenLine] = []
    for (key, _) in try place.pairs() {
      guard let name = key.string, let value = try place.child(name) else { continue }
      lines.append(
        WrittenLine(name: name, number: try value.whole(0...UInt8.max)) {
          value.wrong($0, advice: $1)
        })
    }
    return lines
  }

  /// Rows of a table such as Board/Pins.csv that are no line which is asked for by name: meterd
  /// takes them from the command line, or not at all.
  private static let otherNames = ["localRequest", "gasPulse", "waterPulse"]

  /// Those of a table such as Board/Pins.csv, whose path begins at the parameters' folder; rows
  /// without a GPIO are left out.
  private static func pins(_ place: YAMLPlace) throws(BenchError) -> [WrittenLine] {
    let written = try place.scalar("lines with their numbers, or the path of a table of pins")
    let folder = (place.file as NSString).deletingLastPathComponent as NSString
    let path = written.hasPrefix("/") ? written : folder.appendingPathComponent(written)
    let text = String(decoding: try Files.read(path, most: fileBytesMax), as: UTF8.self)
    var lines: [WrittenLine] = []
    let rows = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, row) in rows.enumerated() where index == 0 || !row.isEmpty {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      func wrong(_ what: String, _ advice: String) -> BenchError {
        BenchError(path, at: .line(index + 1), what, advice: advice)
      }
      guard fields.count >= 3, index > 0 || fields.starts(with: ["line", "gpio", "direction"])
      else {
        throw wrong("no row of a table of pins", "write line,gpio,direction,refdes,purpose")
      }
      if index == 0 || fields[1] == "-" { continue }
      guard let number = UInt8(fields[1]) else {
        throw wrong("\(fields[1]) is no number of a line", "write 0 to 255, or - for none")
      }
      let isAsked = fields[2] != "bus" && !otherNames.contains(fields[0])
      lines.append(
        WrittenLine(name: fields[0], number: number, isAsked: isAsked, wrong: wrong))
    }
    return lines
  }
}

extension LineTable {
  /// By their names.
  var shown: ShownValue {
    var pairs: [(key: String, value: ShownValue)] = []
    var offset = 0
    while let row = row(at: offset) {
      let name = String(decoding: row.name.span.indices.map { row.name[$0] }, as: UTF8.self)
      pairs.append((name, .whole(Int64(row.number))))
      offset = row.end
    }
    return .group(pairs)
  }
}
