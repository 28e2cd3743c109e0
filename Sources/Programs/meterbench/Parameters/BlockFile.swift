// SPDX-License-Identifier: Apache-2.0

import Bytes
import Parameters
import Seal

/// A parameter block at the bench.
struct BlockFile: Encodable {
  /// Bytes of the longest file that is read: a copy with what lies after it in a store.
  static let bytesMax = 65_536

  /// The block; of a file that was read with what comes after it.
  let bytes: [UInt8]
  /// What it says.
  let settings: MeterSettings
  /// The number that it has, or asks for.
  let counter: UInt64
  /// The hash of its content, in hexadecimal digits.
  let sha256: String

  private enum CodingKeys: CodingKey { case counter, sha256, parameters }

  /// Makes the block of a parameter file.
  init(compiling path: String, counter: UInt64 = 0) throws {
    let file = try ParameterFile(path)
    let block = try file.settings.block(counter: counter)
    try self.init(block.span.indices.map { block.span[$0] }, file: path)
  }

  /// Reads a block.
  init(reading path: String) throws(BenchError) {
    try self.init(try Files.read(path, most: Self.bytesMax), file: path)
  }

  private init(_ bytes: [UInt8], file: String) throws(BenchError) {
    do throws(ParameterFault) {
      let block = try SealedParameters(bytes.span)
      settings = block.settings
      counter = block.mark.counter
      sha256 = Hexadecimal.digits(block.mark.digest.bytes)
      self.bytes = bytes
    } catch {
      throw BenchError(file, error.sentence, advice: error.advice)
    }
  }

  /// Counter and hash.
  var markText: String { "counter \(counter), sha256 \(sha256)" }

  /// A parameter file that compiles to the same content.
  var yaml: String { "# \(markText)\n" + settings.shown.yaml }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(counter, forKey: .counter)
    try container.encode(sha256, forKey: .sha256)
    try container.encode(settings.shown, forKey: .parameters)
  }
}

extension ParameterFault {
  /// What is wrong with a block.
  var sentence: String {
    switch self {
    case .damaged: "it is no whole parameter block"
    case .unknownVersion(let version): "its version \(version) is not known"
    case .unknownSection(let tag): "its section \(tag) is not known"
    case .malformed(let tag): "its section \(tag) is missing, or not as it must be"
    case .outOfRange(.frontEnd(let field)): "\(field) of its front end is out of range"
    case .outOfRange(let key): "its \(key) is out of range"
    }
  }

  fileprivate var advice: String {
    switch self {
    case .damaged: "take it anew from where it came; compile makes one of a YAML file"
    case .unknownVersion, .unknownSection: "a newer bench wrote it: use that one"
    case .malformed, .outOfRange: "no bench writes this: compile it anew from its YAML file"
    }
  }
}
