// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import HardwareInterface
import LinuxHardware

/// What a program asks of Linux for itself: files, a program in memory, random bytes, its end.
enum Program {
  private static var folder: String { String(cString: getenv("FAULTY_FOLDER")) }

  /// A new file takes all that is written into it.
  static func new(_ count: Int) throws(LinuxFailure) {
    let before = descriptors()
    for number in 1...count {
      let path = "\(folder)/new-\(number)"
      say { () throws(LinuxFailure) in
        try make(path)
        var status = stat()
        stat(path, &status)
        return "\(status.st_size) bytes"
      }
    }
    print("\(descriptors() - before) left open")
  }

  private static func make(_ path: String) throws(LinuxFailure) {
    var file = try NewFile(path: path)
    let bytes = InlineArray<100, UInt8>(repeating: 7)
    try file.append(bytes.span)
  }

  /// A file, an empty one and a folder are lent.
  static func map(_ count: Int) throws(LinuxFailure) {
    try make("\(folder)/full")
    do { _ = try NewFile(path: "\(folder)/empty") }
    let before = descriptors()
    for _ in 0..<count {
      for name in ["full", "empty", "."] {
        say { () throws(LinuxFailure) in
          let file = try MappedFile(path: "\(folder)/\(name)")
          return "\(file.withBytes { $0.count }) bytes"
        }
      }
    }
    print("\(descriptors() - before) left open")
  }

  /// A program that prints its arguments takes the place of this one.
  static func become(_ count: Int) throws(LinuxFailure) {
    var program = try MemoryProgram()
    try LinuxProgram.withFile("/bin/echo") { $0.withUnsafeBufferPointer { Array($0) } }
      .withUnsafeBufferPointer { bytes throws(LinuxFailure) in try program.append(bytes.span) }
    setenv("FAULTY_MEMORY", "1", 1)
    let failure = program.start("--slot", "a")
    unsetenv("FAULTY_MEMORY")
    throw failure
  }

  static func random(_ count: Int) throws(LinuxFailure) {
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        var bytes = [UInt8](repeating: 0, count: 32)
        var span = bytes.mutableSpan
        try LinuxProgram.random(into: &span)
        return bytes.suffix(16).contains { $0 != 0 } ? "filled" : "a part is zero"
      }
    }
  }

  /// What the kernel says of closing a file.
  static func close(_ count: Int) throws(LinuxFailure) {
    for number in 0..<count {
      let descriptor = "\(folder)/closed-\(number)".withCString { clinux_create_file($0) }
      let result = clinux_close(descriptor)
      print(result == 0 ? "closed" : "error \(-result)")
    }
  }

  /// A signal asks to stop; a program that hangs is ended after its time.
  static func stop(_ count: Int) throws(LinuxFailure) {
    LinuxProgram.catchStop(microsecondsMax: 50_000)
    for _ in 0..<count { raise(SIGTERM) }
    LinuxProgram.printLine(LinuxProgram.isStopAsked ? "asked" : "not asked")
    clinux_pause_nanoseconds(10_000_000_000)
    LinuxProgram.printLine("hangs")
  }
}

/// How many descriptors this program has open.
func descriptors() -> Int { (0..<256).count { fcntl($0, F_GETFD) >= 0 } }
