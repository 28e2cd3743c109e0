// SPDX-License-Identifier: Apache-2.0

import Glibc
import HardwareInterface
import LinuxHardware

/// A store in the folder of FAULTY_FOLDER.
enum File {
  static let capacity = 8192
  static let blockBytes = 64

  static var path: String { String(cString: getenv("FAULTY_FOLDER")) + "/store" }

  /// Writes block after block, syncs, and reads each again.
  static func keep(_ count: Int) throws(LinuxFailure) {
    var store = try FileBlockStore(path: path, capacity: capacity)
    for number in 1...count {
      say { () throws(LinuxFailure) in
        try write(number, to: &store)
        try store.sync()
        return "kept \(try read(number, from: &store))"
      }
    }
  }

  /// What a store held before is there after it was opened anew, made larger, or refused.
  static func reopen(_ count: Int) throws(LinuxFailure) {
    do {
      var store = try FileBlockStore(path: path, capacity: capacity)
      try write(1, to: &store)
      try store.sync()
    }
    for number in 1...count {
      say { () throws(LinuxFailure) in
        var store = try FileBlockStore(path: path, capacity: capacity * (number + 1))
        return "still \(try read(1, from: &store))"
      }
    }
  }

  /// A store that somebody else holds is read, and not written; one that is not there is none.
  static func look(_ count: Int) throws(LinuxFailure) {
    var held = try FileBlockStore(path: path, capacity: capacity)
    try write(1, to: &held)
    for path in [path, path + "-none"].prefix(count) {
      say { () throws(LinuxFailure) in
        var store = try FileBlockStore(reading: path, capacity: capacity)
        print("there is \(try read(1, from: &store))")
        try write(2, to: &store)
        return "written"
      }
    }
  }

  /// What is no store: one that is larger, a pipe, a path that is too long with its ending and one
  /// that is too long without.
  static func refused(_ count: Int) throws(LinuxFailure) {
    do {
      var store = try FileBlockStore(path: path, capacity: 2 * capacity)
      try write(1, to: &store)
    }
    let pipe = path + "-pipe"
    mkfifo(pipe, 0o600)
    let folder = String(cString: getenv("FAULTY_FOLDER")) + String(repeating: "/.", count: 4096)
    let paths = [path, pipe, String(folder.prefix(4088)) + "/new", folder]
    for path in paths.prefix(count) {
      say { () throws(LinuxFailure) in
        _ = try FileBlockStore(path: path, capacity: capacity)
        return "opened"
      }
    }
  }

  private static func write(_ number: Int, to store: inout FileBlockStore) throws(LinuxFailure) {
    let bytes = InlineArray<64, UInt8>(repeating: UInt8(number))
    try store.write(bytes.span, at: number * blockBytes)
  }

  /// The number that fills a whole block, or "a torn block".
  private static func read(
    _ number: Int, from store: inout FileBlockStore
  ) throws(LinuxFailure) -> String {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    try store.read(at: number * blockBytes, into: &span)
    for index in 1..<blockBytes where bytes[index] != bytes[0] { return "a torn block" }
    return "\(bytes[0])"
  }
}
