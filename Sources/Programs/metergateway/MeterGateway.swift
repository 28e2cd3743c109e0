// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

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
    do {
      let port = try TerminalPort(path: radio)
      var session = Session(port: port, joinSeconds: joinSeconds)
      try Self.serve(&session)
    } catch {
      try? FileHandle.standardError.write(contentsOf: Data("metergateway: \(error)\n".utf8))
      throw ExitCode(error.exitCode)
    }
  }

  private static func serve(_ session: inout Session<TerminalPort>) throws(TerminalPort.Failure) {
    StopSignal.install()
    while !StopSignal.isRaised {
      try session.step(at: SystemTime.monotonic(), utc: SystemTime.utc()) { line in
        print(line)
        fflush(nil)
      }
      session.port.wait(milliseconds: 20)
    }
  }
}
