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
      case .probe: return probe(options)
      case .meter: return meter(options)
      }
      return .success
    } catch {
      LinuxProgram.complain("meterd: \(error.text)\nTry 'meterd --help'.")
      return .usage
    }
  }

  private static func probe(_ options: Options) -> LinuxProgram.ExitCode {
    do {
      try Board.probe(options)
      return .success
    } catch {
      LinuxProgram.complain("meterd: \(error.text)")
      return .unavailable
    }
  }

  private static func meter(_ options: Options) -> LinuxProgram.ExitCode {
    do {
      var start = ParameterStart()
      let hardware = try Board.open(options, &start)
      if let trouble = start.trouble {
        LinuxProgram.complain("meterd: \(options.store): \(trouble)")
        return .damagedInput
      }
      return runMeter(hardware, options, start)
    } catch {
      LinuxProgram.complain("meterd: \(error.text)")
      return .unavailable
    }
  }
}
