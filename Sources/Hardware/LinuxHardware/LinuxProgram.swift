// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What Linux gives a program that has no Foundation: arguments, text out, a file in, an exit code.
public enum LinuxProgram {
  /// Exit codes [BSD sysexits.h].
  public enum ExitCode: Int32, Sendable {
    /// All went well.
    case success = 0
    /// EX_USAGE: wrong arguments.
    case usage = 64
    /// EX_DATAERR: the input is damaged.
    case damagedInput = 65
    /// EX_NOINPUT: the input is not there or cannot be read.
    case noInput = 66
    /// EX_UNAVAILABLE: a device is missing.
    case unavailable = 69
    /// EX_SOFTWARE: it works, with less than it should.
    case degraded = 70
    /// EX_IOERR: a device failed.
    case inputOutput = 74
    /// EX_TEMPFAIL: it was asked to stop, and stopped before its last save had ended.
    case unsaved = 75
  }

  /// How much a line matters, as the journal numbers it [syslog(3)].
  public enum Priority: UInt8, Sendable {
    /// The program cannot do what it is for.
    case error = 3
    /// Something is wrong, and it goes on.
    case warning = 4
    /// It is worth knowing.
    case notice = 5
  }

  /// The arguments after the program's name.
  public static var arguments: [String] {
    (1..<max(1, Int(clinux_argument_count()))).map { index in
      String(cString: clinux_argument(Int32(index)))
    }
  }

  /// Writes a line to standard output; false where nobody takes it.
  @discardableResult
  public static func printLine(_ text: String) -> Bool { write(text, to: 1) }

  /// Writes a line to standard error; where that is the journal, with its priority.
  /// Source: [sd-daemon(3), SD_WARNING and the others].
  public static func complain(_ text: String, _ priority: Priority = .warning) {
    let prefix = clinux_is_journal(2) == 1 ? "<\(priority.rawValue)>" : ""
    _ = write(prefix + text, to: 2)
  }

  /// Writes bytes and a line end to standard output; false where nobody takes them.
  @discardableResult
  public static func printLine(_ text: Span<UInt8>) -> Bool {
    let result = text.withUnsafeBufferPointer { clinux_write_all(1, $0.baseAddress, $0.count) }
    return result >= 0 && clinux_write_all(1, "\n", 1) >= 0
  }

  /// From now on SIGINT, SIGTERM and SIGHUP ask to stop instead of ending the program, and a
  /// closed pipe is an error of the write.
  ///
  /// - Parameter microsecondsMax: a program that still runs so long after the first of them ends
  ///   then, as `unsaved`, whatever hangs; 0 for no such limit.
  public static func catchStop(microsecondsMax: Int = 0) {
    clinux_catch_stop(microsecondsMax, ExitCode.unsaved.rawValue)
  }

  /// Whether one of these signals has come since `catchStop`.
  public static var isStopAsked: Bool { clinux_stop_asked() != 0 }

  /// Keeps all memory of this program, now and later, in memory: no thread waits for a page.
  ///
  /// - Errors: `notPermitted` without CAP_IPC_LOCK and above the limit of locked memory
  ///   (RLIMIT_MEMLOCK).
  public static func lockMemory() throws(LinuxFailure) {
    let result = clinux_lock_memory()
    guard result >= 0 else { throw .onLocking(Int(result)) }
  }

  /// Lets pauses of this thread end in time: Linux makes them up to 50 µs longer, to wake for more
  /// than one at once. Source: [prctl(2), PR_SET_TIMERSLACK].
  public static func wakeInTime() { clinux_wake_in_time() }

  /// Fills memory with bytes that nobody can guess, from the system's own source.
  ///
  /// - Errors: a system that has none.
  public static func random(into bytes: inout MutableSpan<UInt8>) throws(LinuxFailure) {
    let result = bytes.withUnsafeMutableBufferPointer {
      clinux_random($0.baseAddress, $0.count)
    }
    guard result >= 0 else { throw .general(Int(result)) }
  }

  /// Ends the program.
  public static func exit(_ code: ExitCode) -> Never { clinux_exit(code.rawValue) }

  /// Lends the bytes of a whole file.
  ///
  /// - Errors: `noSuchDevice`, `notPermitted`; `notAFile`.
  public static func withFile<Result>(
    _ path: String, _ body: (Span<UInt8>) -> Result
  ) throws(LinuxFailure) -> Result {
    let file = try MappedFile(path: path)
    return file.withBytes(body)
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var line = text + "\n"
    return line.withUTF8 { clinux_write_all(descriptor, $0.baseAddress, $0.count) } >= 0
  }
}
