// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import LinuxHardware
import Quantities

/// Who looks after the meter: the service manager, a watchdog device, and a user with few rights.
enum Service {
  /// The start, so many signs of life, a second apart, and the end; what the manager heard of each.
  static func notify(_ count: Int) throws(LinuxFailure) {
    let before = descriptors()
    let manager = Listener()
    tell(manager, count)
    print("\(descriptors() - before - 1) left open")
  }

  private static func tell(_ manager: borrowing Listener, _ count: Int) {
    var notifier = ServiceNotifier()
    notifier.ready()
    print(manager.heard(notifier.failure))
    for second in 1...count {
      notifier.lives(at: Instant(nanoseconds: UInt64(second) * 1_000_000_000))
      print(manager.heard(notifier.failure))
    }
    notifier.stopping()
    print(manager.heard(notifier.failure))
  }

  /// Names of the manager's socket that are none.
  static func noManager(_ count: Int) throws(LinuxFailure) {
    for name in ["relative", "/", "/" + String(repeating: "n", count: 107), "/no-such-socket"] {
      setenv("NOTIFY_SOCKET", name, 1)
      print(Listener.text(ServiceNotifier().failure))
    }
    unsetenv("NOTIFY_SOCKET")
    print(Listener.text(ServiceNotifier().failure))
  }

  /// How long the manager waits, as it says it.
  static func period(_ count: Int) throws(LinuxFailure) {
    for text in ["2000000", "12x", "", "-1", "99999999999999999999"] {
      setenv("WATCHDOG_USEC", text, 1)
      print(clinux_service_watchdog_microseconds())
    }
  }

  /// Standard error is a file that JOURNAL_STREAM names; who cannot know writes no priorities.
  static func journal(_ count: Int) throws(LinuxFailure) {
    let path = String(cString: getenv("FAULTY_FOLDER")) + "/journal"
    let descriptor = path.withCString { clinux_create_file($0) }
    var status = stat()
    stat(path, &status)
    setenv("JOURNAL_STREAM", "\(status.st_dev):\(status.st_ino)", 1)
    for _ in 0..<count { print(clinux_is_journal(descriptor) == 1 ? "journal" : "no journal") }
  }

  /// A watchdog is started, fed each second and let go of; then what it was told: 0 feeds it, V
  /// ends it.
  static func watchdog(_ count: Int) throws(LinuxFailure) {
    let before = descriptors()
    say { () throws(LinuxFailure) in
      var watchdog = try LinuxWatchdog(path: "/dev/watchdog")
      for second in 1...count {
        say { () throws(LinuxFailure) in
          try watchdog.feed(at: Instant(nanoseconds: UInt64(second) * 1_000_000_000))
          return "fed"
        }
      }
      try watchdog.stop()
      return "ended"
    }
    print("\(descriptors() - before) left open")
    print("told \(try told())")
  }

  private static func told() throws(LinuxFailure) -> String {
    let path = String(cString: getenv("FAULTY_FOLDER")) + "/watchdog"
    guard LinuxMachine.has(path) else { return "nothing" }
    return try LinuxProgram.withFile(path) { bytes in
      var text = ""
      for index in bytes.indices { text += bytes[index] == 0 ? "0" : "V" }
      return text.isEmpty ? "nothing" : text
    }
  }

  /// This process becomes a user's.
  static func user(_ count: Int) throws(LinuxFailure) {
    say { () throws(LinuxFailure) in
      try LinuxProgram.become(user: "played")
      return "became"
    }
  }
}

/// The service manager's socket, in the abstract namespace.
struct Listener: ~Copyable {
  private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

  init() {
    let name = "@shimproof-\(getpid())"
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      for (index, byte) in name.utf8.enumerated() where index > 0 { path[index] = byte }
    }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + name.utf8.count)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    setenv("NOTIFY_SOCKET", name, 1)
    setenv("WATCHDOG_USEC", "4000000", 1)
  }

  /// The first words of what was told since the last call, or why nothing was.
  func heard(_ failure: LinuxFailure?) -> String {
    var words: [String] = []
    var bytes = [UInt8](repeating: 0, count: 256)
    while recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 {
      words.append(String(decoding: bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self))
    }
    if let failure { words.append(Self.text(failure)) }
    return words.isEmpty ? "nothing" : words.joined(separator: " ")
  }

  static func text(_ failure: LinuxFailure?) -> String {
    failure.map { "\($0.kind) \($0.code)" } ?? "no failure"
  }
}
