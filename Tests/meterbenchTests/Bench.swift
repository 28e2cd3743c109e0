// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import meterbench

/// A folder for one test, removed with it.
final class Bench {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes a file and returns its path.
  @discardableResult
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
    return path(name)
  }

  @discardableResult
  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }
}

/// Bytes typed as hexadecimal.
func hexadecimal(_ text: String) -> [UInt8] {
  text.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
}

/// The bench's error of a call, or nil.
func benchError(_ call: () throws -> Void) -> BenchError? {
  do {
    try call()
    return nil
  } catch {
    return error as? BenchError
  }
}
