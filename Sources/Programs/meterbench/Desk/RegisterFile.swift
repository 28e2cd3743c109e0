// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import LinuxHardware

/// The file that keeps the registers of a desk.
enum RegisterFile {
  /// The folder named, or the user's own for what programs keep.
  ///
  /// HOME is asked before the user database; a state folder that is empty or relative counts as
  /// none. Source: XDG Base Directory Specification.
  static func folder(_ named: String?, _ environment: [String: String]) -> String {
    if let named { return named }
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return state + "/lastmeter"
    }
    let home = environment["HOME"] ?? ""
    return (home.isEmpty ? NSHomeDirectory() : home) + "/.local/state/lastmeter"
  }

  /// Makes the folder, and gives the file's path.
  static func make(_ named: String?) throws(BenchError) -> String {
    let folder = folder(named, ProcessInfo.processInfo.environment)
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw BenchError(
        .cannotCreate, folder, "the folder cannot be made", advice: advice)
    }
    return folder + "/registers"
  }

  /// Opens the file, or makes it.
  static func open(_ path: String) throws(BenchError) -> FileBlockStore {
    do throws(LinuxFailure) {
      return try FileBlockStore(path: path, capacity: StoreMap.capacity)
    } catch {
      throw failure(error, path)
    }
  }

  /// What a person is told of a file that cannot be opened.
  static func failure(_ failure: LinuxFailure, _ path: String) -> BenchError {
    switch failure.kind {
    case .noSuchDevice:
      BenchError(.cannotCreate, path, "its folder is not there", advice: advice)
    case .notPermitted, .readOnly, .noSpace:
      BenchError(.cannotCreate, path, "it cannot be written: \(failure.text)", advice: advice)
    case .wrongSize, .notAFile:
      BenchError(path, "it keeps no registers of a meter: \(failure.text)", advice: advice)
    case .busy:
      BenchError(.unavailable, path, "it is \(failure.text)", advice: advice)
    default:
      BenchError(.inputOutput, path, "it cannot be opened: \(failure.text)", advice: advice)
    }
  }

  private static let advice = "name another folder with --store"
}
