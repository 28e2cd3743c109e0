// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Testing

@testable import LinuxHardware

/// What a service manager hears: its socket is made here as it makes one [sd_notify(3)].
@Suite(.serialized) struct ServiceNotifierTests {
  /// A socket at a path, or in the abstract namespace.
  private final class Listener {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

    init(_ name: String) throws {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(name.utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { path in
        for index in bytes.indices { path[index] = bytes[index] }
        if bytes[0] == UInt8(ascii: "@") { path[0] = 0 }
      }
      let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
      let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
      }
      try #require(result == 0)
    }

    deinit { close(descriptor) }

    /// What was told since the last call.
    func heard() -> [String] {
      var told: [String] = []
      var bytes = [UInt8](repeating: 0, count: 256)
      while true {
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return told }
        told.append(String(decoding: bytes.prefix(count), as: UTF8.self))
      }
    }
  }

  private static func second(_ second: Double) -> Instant {
    Instant(nanoseconds: UInt64(second * 1e9))
  }

  @Test("Start, life at half the time it waits, and stop are told", arguments: [false, true])
  func told(isAbstract: Bool) throws {
    let name = "\(isAbstract ? "@" : NSTemporaryDirectory() + "/")notify-\(UUID())"
    let manager = try Listener(name)
    setenv("NOTIFY_SOCKET", name, 1)
    setenv("WATCHDOG_USEC", "10000000", 1)
    defer {
      unsetenv("NOTIFY_SOCKET")
      unsetenv("WATCHDOG_USEC")
      if !isAbstract { unlink(name) }
    }
    var notifier = ServiceNotifier()
    notifier.ready()
    #expect(manager.heard() == ["READY=1\nSTATUS=measuring"])
    for second in [0, 4.9, 5, 5.1, 9.9, 10.2] { notifier.lives(at: Self.second(second)) }
    #expect(manager.heard() == ["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"])
    notifier.stopping()
    #expect(manager.heard() == ["STOPPING=1\nSTATUS=saving the registers"])
  }

  @Test("A watchdog for another process, or none, is not fed; without a manager nothing is told")
  func notMeant() throws {
    setenv("NOTIFY_SOCKET", "@lastmeter-nobody-\(UUID())", 1)
    setenv("WATCHDOG_USEC", "10000000", 1)
    setenv("WATCHDOG_PID", "1", 1)
    defer { for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsetenv(name) } }
    var notifier = ServiceNotifier()
    notifier.ready()
    let period = notifier.periodNanoseconds
    #expect(period == nil)
  }

  @Test("A file is no watchdog device, and a user that is not there nobody becomes")
  func refused() throws {
    let folder = try Folder()
    try folder.write([], to: "dog")
    let dog = failure { () throws(LinuxFailure) in
      _ = try LinuxWatchdog(path: folder.file("dog"))
    }
    #expect(dog?.code == ENOTTY)
    let user = failure { () throws(LinuxFailure) in
      try LinuxProgram.become(user: "no-such-user-of-a-meter")
    }
    #expect(user?.kind == .noSuchDevice)
  }
}
