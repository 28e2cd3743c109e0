// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import Testing

@testable import LinuxHardware

/// A pseudo-terminal: the far end of a serial line.
final class Terminal {
  private var descriptor: Int32
  /// The path of the near end.
  let path: String

  init() throws {
    var name = [CChar](repeating: 0, count: 64)
    descriptor = clinux_pty_open(&name, name.count)
    try #require(descriptor >= 0)
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { hangUp() }

  func hangUp() {
    if descriptor >= 0 { _ = clinux_close(descriptor) }
    descriptor = -1
  }

  func send(_ bytes: [UInt8]) { _ = clinux_write_all(descriptor, bytes, bytes.count) }

  /// Whether RTS and CTS hold back what the near end sends. Both ends have one set of settings.
  func usesFlowControl() throws -> Bool {
    var settings = termios()
    try #require(tcgetattr(descriptor, &settings) == 0)
    return settings.c_cflag & tcflag_t(CRTSCTS) != 0
  }

  /// What has arrived at the far end.
  func received() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = clinux_serial_read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}

/// A folder of its own that goes away with the value.
final class Folder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: file(name)))
  }

  func bytes(of name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: file(name))))
  }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}

/// The failure that a body throws, or nil.
func failure(_ body: () throws(LinuxFailure) -> Void) -> LinuxFailure? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}

/// Cuts a file to a size.
func truncate(_ path: String, to size: UInt64) throws {
  let file = try FileHandle(forWritingTo: URL(filePath: path))
  try file.truncate(atOffset: size)
  try file.close()
}
