// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HardwareInterface
import LinuxHardware
import Quantities

/// The gateway program: a coordinator's radio in, one line of JSON for each reading out.
@main
struct MeterGateway: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metergateway",
    abstract: "Print what ZigBee meters report, one JSON object a line.",
    discussion: """
      The radio is an XBee 3 with ZigBee firmware in API mode (AP 1 or 2) at 115,200 baud, or a \
      pty on which somebody plays one. It forms a network if it has none. Ends cleanly on Ctrl-C.

      Exit codes: 64 wrong usage, 69 the radio cannot be opened, 74 it failed later.
      """)

  /// How often the radio is looked at: 230 bytes arrive meanwhile, and the kernel keeps 4,096.
  private static let pauseNanoseconds: UInt64 = 20_000_000
  /// How long the radio may be silent before the user is told, once.
  private static let patienceNanoseconds: UInt64 = 10_000_000_000

  @Option(help: "The serial device or pty of the coordinator's XBee.")
  var radio: String

  @Option(help: "Let devices join for so many seconds after the start, 0 to 254.")
  var joinSeconds: UInt8 = 254

  func validate() throws {
    guard joinSeconds <= 254 else {
      throw ValidationError("--join-seconds is 0 to 254: ZigBee 3.0 closes the window by itself")
    }
  }

  func run() throws {
    LinuxProgram.catchStop()
    var session = try open()
    do throws(LinuxFailure) {
      if try serve(&session) { return }
    } catch {
      throw end(error, .inputOutput)
    }
    LinuxProgram.complain("metergateway: standard output cannot be written")
    throw ExitCode(LinuxProgram.ExitCode.inputOutput.rawValue)
  }

  private func open() throws -> Session<LinuxSerialPort> {
    do throws(LinuxFailure) {
      return Session(port: try LinuxSerialPort(path: radio), joinSeconds: joinSeconds)
    } catch {
      throw end(error, .unavailable)
    }
  }

  /// Says which device failed and how, and gives the exit code.
  private func end(_ failure: LinuxFailure, _ code: LinuxProgram.ExitCode) -> ExitCode {
    LinuxProgram.complain("metergateway: \(radio): \(failure.text)")
    return ExitCode(code.rawValue)
  }

  /// Serves until somebody asks to end; false where nobody takes the readings.
  private func serve(_ session: inout Session<LinuxSerialPort>) throws(LinuxFailure) -> Bool {
    var clock = LinuxClock()
    let start = clock.now()
    var isQuiet = true
    while !LinuxProgram.isStopAsked {
      let now = clock.now()
      let isTaken = try session.step(at: now, utc: clock.utc()) { LinuxProgram.printLine($0) }
      guard isTaken else { return false }
      if isQuiet, !session.hasAnswer, now.since(start) > Self.patienceNanoseconds {
        LinuxProgram.complain("metergateway: \(radio): no answer from an XBee in API mode yet")
        isQuiet = false
      }
      clock.pause(nanoseconds: Self.pauseNanoseconds)
    }
    return true
  }
}
