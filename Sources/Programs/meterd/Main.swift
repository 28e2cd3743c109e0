// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Meter

@main
enum Main {
  static func main() {
    LinuxProgram.exit(run(LinuxProgram.arguments))
  }

  private static func run(_ arguments: [String]) -> LinuxProgram.ExitCode {
    do {
      let options = try Options(arguments)
      switch options.task {
      case .help: LinuxProgram.printLine(Options.help)
      case .version: LinuxProgram.printLine("meterd \(Version.text)")
      case .replay(let path): return replay(path)
      case .probe: return told(options) { () throws(MissingDevice) in try Board.probe(options) }
      case .doctor: return examine(options)
      case .install(let path): return install(path, options)
      case .safe: return told(options) { () throws(MissingDevice) in try Board.makeSafe(options) }
      case .meter: return meter(options)
      }
      return .success
    } catch {
      LinuxProgram.complain("meterd: \(error.text)\nTry 'meterd --help'.", .error)
      return .usage
    }
  }

  /// Success, or what is missing said, and its exit code. Rights are those of a user that is named.
  private static func told(
    _ options: Options, _ task: () throws(MissingDevice) -> Void = {}
  ) -> LinuxProgram.ExitCode {
    do {
      try becomeUser(options)
      try task()
      return .success
    } catch {
      LinuxProgram.complain("meterd: \(error.text)", .error)
      return .unavailable
    }
  }

  /// As the meter's user: where there is no file of the slots yet, it is the meter's to write.
  private static func install(_ path: String, _ options: Options) -> LinuxProgram.ExitCode {
    let code = told(options)
    return code == .success ? FirmwareLaunch.install(path, options) : code
  }

  private static func examine(_ options: Options) -> LinuxProgram.ExitCode {
    let code = told(options)
    guard code == .success else { return code }
    var doctor = Doctor(options)
    doctor.examine()
    for finding in doctor.findings { LinuxProgram.printLine(finding.line) }
    return doctor.exitCode
  }

  private static func becomeUser(_ options: Options) throws(MissingDevice) {
    guard let user = options.user else { return }
    do throws(LinuxFailure) { try LinuxProgram.become(user: user) } catch {
      throw MissingDevice(
        path: "--user \(user)", failure: error, advice: "start it as root, and make this user")
    }
  }

  private static func meter(_ options: Options) -> LinuxProgram.ExitCode {
    var options = options
    do {
      try becomeUser(options)
      FirmwareLaunch.run(options)
      var start = ParameterStart(options.converter)
      let converters = try Board.openConverters(options)
      let store = try Board.openStore(&options, &start)
      if let trouble = start.trouble {
        LinuxProgram.complain("meterd: \(options.store): \(trouble)", .error)
        return .damagedInput
      }
      let hardware = try Board.open(options, start.settings, converters, store)
      return runMeter(hardware, options, start)
    } catch {
      LinuxProgram.complain("meterd: \(error.text)", .error)
      return .unavailable
    }
  }
}
