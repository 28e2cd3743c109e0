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

  /// The file, and the other one where it is half of a COMTRADE record.
  static func all(of path: String) -> [String] {
    let ending = (path as NSString).pathExtension.lowercased()
    guard let other = ["cfg": "dat", "dat": "cfg"][ending] else { return [path] }
    return [path] + [try? companion(of: path, ending: other)].compactMap { $0 }
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

  static func reason(_ error: any Error) -> String {
    let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return inner?.localizedDescription ?? error.localizedDescription
  }
}
