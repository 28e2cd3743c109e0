// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Reading whole files, and writing them whole or not at all.
enum Files {
  /// Reads a file.
  static func read(_ path: String, most: Int) throws(BenchError) -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw BenchError(.noInput, path, "there is no such file")
    }
    guard !isDirectory.boolValue else { throw BenchError(.noInput, path, "it is a folder") }
    do {
      let content = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
      guard content.count <= most else {
        throw BenchError(path, "\(content.count) bytes are more than the \(most) that are read")
      }
      return [UInt8](content)
    } catch let error as BenchError {
      throw error
    } catch {
      throw BenchError(.noInput, path, "it cannot be read: \(reason(error))")
    }
  }

  /// The file beside `path` with another ending, whatever the case of its letters.
  static func companion(of path: String, ending: String) throws(BenchError) -> String {
    let url = URL(fileURLWithPath: path)
    let stem = url.deletingPathExtension().lastPathComponent
    let folder = url.deletingLastPathComponent().path
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    let exact = "\(stem).\(ending)"
    let found =
      names.first { $0 == exact }
      ?? names.first { $0.hasPrefix(stem + ".") && $0.lowercased() == exact.lowercased() }
      ?? names.first { $0.lowercased() == exact.lowercased() }
    guard let found else {
      throw BenchError(
        .noInput, path, "there is no \(exact) beside it",
        advice: "a COMTRADE record is a .cfg and a .dat file of one name")
    }
    let parent = (path as NSString).deletingLastPathComponent
    return (parent as NSString).appendingPathComponent(found)
  }

  /// Writes all files, or none: each is written beside its place and then renamed.
  static func write(_ files: [(path: String, bytes: [UInt8])]) throws(BenchError) {
    var written: [(temporary: String, path: String)] = []
    var placed: [String] = []
    do {
      for file in files {
        let temporary = file.path + ".\(ProcessInfo.processInfo.processIdentifier).part"
        written.append((temporary, file.path))
        try Data(file.bytes).write(to: URL(fileURLWithPath: temporary))
      }
      for file in written {
        guard rename(file.temporary, file.path) == 0 else {
          throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        placed.append(file.path)
      }
    } catch {
      for path in placed + written.map(\.temporary) { unlink(path) }
      let path = files.first?.path ?? ""
      throw BenchError(
        .cannotCreate, path, "it cannot be written: \(reason(error))",
        advice: "does its folder exist, and may you write there?")
    }
  }

  private static func reason(_ error: any Error) -> String {
    let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return inner?.localizedDescription ?? error.localizedDescription
  }
}
