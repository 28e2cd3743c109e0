// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bytes
import Foundation
import RadioLink

/// `meterbench install-code`.
struct InstallCodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install-code",
    abstract: "Print a ZigBee install code with its checksum, and the link key that follows.",
    discussion: """
      Takes 6, 8, 12 or 16 bytes as hexadecimal digits and adds the checksum, or takes 10, 14 or \
      18 bytes whose last two are the checksum and checks it. 8 bytes are always a code without \
      one. Spaces, dashes, colons and a plus may stand anywhere between. A code that others can \
      guess, such as an IEEE address, keeps nobody out: --random draws 16 bytes. Exit code: 65 \
      where it is no install code.
      """)

  @Argument(help: "The code's bytes, or an IEEE address, in hexadecimal digits.")
  var code: String?

  @Flag(help: "Draw 16 bytes by chance.")
  var random = false

  @Flag(help: "Print a JSON object with installCode and linkKey.")
  var json = false

  func validate() throws {
    guard (code != nil) != random else {
      throw ValidationError("give either the code's bytes or --random")
    }
  }

  func run() throws {
    try reporting {
      let sheet = try code.map { try InstallCodeSheet($0) } ?? InstallCodeSheet.random()
      try Terminal.print(json ? try sheet.json() : sheet.text)
    }
  }
}

/// An install code and its link key, as text.
struct InstallCodeSheet: Encodable, Equatable {
  /// Unit: bytes. Source: [ZigBee BDB] install codes, the longest.
  private static let randomBytes = 16

  /// Hexadecimal digits, the checksum last.
  let installCode: String
  /// 32 hexadecimal digits.
  let linkKey: String

  /// Reads a code, with its checksum or without.
  ///
  /// - Errors: it is no install code.
  init(_ text: String) throws(BenchError) {
    guard let bytes = Self.bytes(text) else { throw Self.failure(text, .notHexadecimal) }
    do {
      switch bytes.count {
      case 10, 14, 18: self.init(try InstallCode(bytes.span))
      default: self.init(try InstallCode(adding: bytes.span))
      }
    } catch {
      throw Self.failure(text, error)
    }
  }

  private init(_ code: InstallCode) {
    installCode = Self.digits((0..<code.bytes.count).map { code.bytes[$0] })
    let key = code.linkKey.bytes
    linkKey = Self.digits(key.indices.map { key[$0] })
  }

  /// A code of 16 bytes from the system's random numbers.
  static func random() throws(BenchError) -> InstallCodeSheet {
    try InstallCodeSheet(digits((0..<randomBytes).map { _ in UInt8.random(in: 0...255) }))
  }

  /// Two lines; the code in groups of four digits, as on a label.
  var text: String {
    let digits = Array(installCode)
    let groups = stride(from: 0, to: digits.count, by: 4).map {
      String(digits[$0..<min($0 + 4, digits.count)])
    }
    return "install code  \(groups.joined(separator: " "))\nlink key      \(linkKey)"
  }

  /// One object.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  private static func digits(_ bytes: [UInt8]) -> String {
    Hexadecimal.digits(bytes).uppercased()
  }

  /// Nil where a character is neither a digit nor a separator; half a byte counts as one.
  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.filter { !" -:+".contains($0) }
    guard digits.allSatisfy(\.isHexDigit), digits.allSatisfy(\.isASCII) else { return nil }
    return digits.count.isMultiple(of: 2) ? Hexadecimal.bytes(digits) : []
  }

  private static func failure(_ text: String, _ failure: InstallCode.Failure) -> BenchError {
    switch failure {
    case .notHexadecimal:
      BenchError(text, "it has a character that is no hexadecimal digit")
    case .wrongLength:
      BenchError(text, "it has other than 6, 8, 12 or 16 bytes, or these and 2 of checksum")
    case .wrongChecksum:
      BenchError(text, "its last two bytes are not its checksum", advice: "leave them out")
    }
  }
}
