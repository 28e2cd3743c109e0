// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Files {
  /// Writes all files, or none: each is written beside its place and then renamed.
  ///
  /// - Errors: a place that cannot be written, by its name; what stood there before stays.
  static func write(_ files: [(path: String, bytes: [UInt8])]) throws(BenchError) {
    for file in files { try checkPlace(file.path) }
    var written: [(temporary: String, path: String)] = []
    defer { for file in written { unlink(file.temporary) } }
    for file in files {
      let temporary = beside(file.path, "part")
      written.append((temporary, file.path))
      do {
        try Data(file.bytes).write(to: URL(fileURLWithPath: temporary))
      } catch {
        throw unwritable(file.path, reason(error))
      }
    }
    try place(written)
  }

  /// Renames all files into their places, or none: what was replaced comes back.
  static func place(_ files: [(temporary: String, path: String)]) throws(BenchError) {
    var placed: [(path: String, kept: String?)] = []
    do throws(BenchError) {
      for file in files {
        placed.append((file.path, try keep(file.path)))
        try move(file.temporary, to: file.path, naming: file.path)
      }
    } catch {
      for (path, kept) in placed.reversed() {
        guard let kept else {
          unlink(path)
          continue
        }
        // A rename between two names of one file leaves both.
        rename(kept, path)
        unlink(kept)
      }
      throw error
    }
    for (_, kept) in placed { if let kept { unlink(kept) } }
  }

  /// Refuses to write over what is read.
  static func checkApart(_ inputs: [String], _ outputs: [String]) throws(BenchError) {
    for output in outputs {
      guard let input = inputs.first(where: { isSame($0, output) }) else { continue }
      throw BenchError(
        .usage, output, "this would write over the input \(input)", advice: "name another output")
    }
  }

  /// Whether both are names of one file that exists.
  private static func isSame(_ first: String, _ second: String) -> Bool {
    var (one, other) = (stat(), stat())
    guard stat(first, &one) == 0, stat(second, &other) == 0 else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  /// A second name for what stands there; nil where nothing does.
  private static func keep(_ path: String) throws(BenchError) -> String? {
    guard access(path, F_OK) == 0 else { return nil }
    let kept = beside(path, "kept")
    // Not every file system has second names.
    if link(path, kept) != 0 { try move(path, to: kept, naming: path) }
    return kept
  }

  private static func move(
    _ from: String, to path: String, naming named: String
  ) throws(BenchError) {
    guard rename(from, path) == 0 else { throw unwritable(named, String(cString: strerror(errno))) }
  }

  private static func beside(_ path: String, _ ending: String) -> String {
    path + ".\(ProcessInfo.processInfo.processIdentifier).\(ending)"
  }

  private static func checkPlace(_ path: String) throws(BenchError) {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard !(exists && isDirectory.boolValue) else { throw unwritable(path, "it is a folder") }
    let parent = (path as NSString).deletingLastPathComponent
    guard access(parent.isEmpty ? "." : parent, W_OK | X_OK) == 0 else {
      throw unwritable(path, String(cString: strerror(errno)))
    }
  }

  private static func unwritable(_ path: String, _ reason: String) -> BenchError {
    BenchError(
      .cannotCreate, path, "it cannot be written: \(reason)",
      advice: "does its folder exist, and may you write there?")
  }
}
