// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where a virtual machine's bus ends on the host: a socket of the file system that one machine at
/// a time connects to.
final class BusSocket {
  let path: String
  private let chips: BusChips
  private let listener: Int32
  private var connection: Int32 = -1
  private var waiting: [UInt8] = []

  /// Listens; what stood at the path is replaced.
  init(_ path: String, _ chips: BusChips) throws(BenchError) {
    self.path = path
    self.chips = chips
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw BenchError(
        .usage, path, "a socket's path has at most 107 bytes", advice: "name a shorter folder")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    unlink(path)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
    }
    guard listener >= 0, bound == 0, listen(listener, 1) == 0 else {
      throw BenchError(
        .cannotCreate, path, String(cString: strerror(errno)),
        advice: "make its folder, or name another")
    }
  }

  deinit {
    unlink(path)
    close(listener)
    drop()
  }

  /// What `poll` waits for.
  var descriptor: Int32 { connection >= 0 ? connection : listener }

  /// Takes what has come: a machine, a part of a request, or its end.
  func advance() {
    guard connection >= 0 else {
      connection = accept(listener, nil, nil)
      chips.restarted()
      return
    }
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return drop() }
    waiting += buffer.prefix(count)
    while let body = nextRequest() {
      guard let transfer = BusTransfer(body) else { return refuse("it is no transfer") }
      send(transfer.answer(chips.carryOut(transfer)))
    }
  }

  /// What follows the length of the oldest request, once all of it is there.
  private func nextRequest() -> [UInt8]? {
    guard waiting.count >= 4 else { return nil }
    let length = waiting[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= BusTransfer.bytesMax else {
      refuse("it has \(length) bytes, and \(BusTransfer.bytesMax) at most are a transfer")
      return nil
    }
    guard waiting.count >= 4 + length else { return nil }
    defer { waiting.removeFirst(4 + length) }
    return Array(waiting[4..<4 + length])
  }

  private func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, connection >= 0 {
      let count = rest.withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return drop() }
      rest = rest.dropFirst(count)
    }
  }

  private func refuse(_ reason: String) {
    Terminal.report("\(path): a request was refused: \(reason)")
    drop()
  }

  private func drop() {
    if connection >= 0 { close(connection) }
    connection = -1
    waiting = []
  }
}
