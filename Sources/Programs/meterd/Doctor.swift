// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Ledger
import LinuxHardware
import MeterBoard
import Parameters
import Quantities

/// What was found of one part of the board or of the machine.
struct Finding {
  /// How much it matters.
  enum Severity {
    /// It is as it must be.
    case well
    /// The meter runs, with less.
    case less
    /// The meter does not start.
    case missing
  }

  let severity: Severity
  /// What it is of, and what to do.
  let text: String

  var line: String {
    switch severity {
    case .well: "well     \(text)"
    case .less: "less     \(text)"
    case .missing: "missing  \(text)"
    }
  }
}

/// Looks at each part that meterd needs, one line each. It leaves the coils without current and
/// writes nothing to a store that is whole; where the meter runs, it says that parts are in use.
struct Doctor {
  private(set) var findings: [Finding] = []
  private(set) var options: Options
  /// Whether a part is another program's: its radio is left alone then.
  private(set) var isBoardInUse = false

  init(_ options: Options) { self.options = options }

  /// 0 where all is well, 69 where something is missing, 70 where the meter runs with less.
  var exitCode: LinuxProgram.ExitCode {
    var code = LinuxProgram.ExitCode.success
    for finding in findings {
      switch finding.severity {
      case .well: break
      case .less where code == .success: code = .degraded
      case .less: break
      case .missing: code = .unavailable
      }
    }
    return code
  }

  /// Looks at everything.
  mutating func examine() {
    examineBuses()
    examineLines()
    examinePorts()
    examineMachine()
    examineStore()
  }

  private mutating func examineBuses() {
    let options = options
    switch options.converter {
    case .ad7991:
      check("\(options.i2c): the AD7991 answers at address 0x28") { () throws(MissingDevice) in
        _ = try Board.openConverter(options)
      }
    case .readyEdges(let part): examineConversions(part)
    }
    if let place = options.display.place { examineDisplay(place) }
    guard let fram = options.fram else { return }
    check("\(fram): the MB85RC256V answers at address 0x50") { () throws(MissingDevice) in
      _ = try Board.openFRAM(options)
    }
  }

  /// Without an answer the meter runs, and tries again.
  private mutating func examineDisplay(_ place: String) {
    do {
      if let silent = try Board.silentDisplay(options) {
        add(.less, silent.text)
      } else {
        add(.well, "\(place): the display's PCF8574 answers")
      }
    } catch { add(.missing, error.text) }
  }

  private mutating func examineLines() {
    let options = options
    guard LinuxMachine.has(options.gpio) else {
      let advice: StaticString = "name the chip of the lines with --gpio"
      return add(.missing, "\(options.gpio): no such device: \(advice)")
    }
    do { self.options.lines = try options.storedLines() } catch {
      add(.missing, error.text)
      return examineChip()
    }
    examineEachLine()
  }

  /// Whether lines can be taken, without taking one: nobody knows what is on which.
  private mutating func examineChip() {
    let options = options
    check("\(options.gpio): its lines can be taken") { () throws(MissingDevice) in
      guard !LinuxMachine.mayWrite(options.gpio) else { return }
      throw MissingDevice(
        path: options.gpio, failure: LinuxFailure(.notPermitted),
        advice: "add this user to the group gpio")
    }
  }

  private mutating func examineEachLine() {
    let options = options
    var elsewhere: [ReferenceBoard.Line] = []
    for (line, name) in Self.outputs
    where options.converter.hasLine(line) && (options.display.bus == nil || !line.isOfDisplay) {
      check("\(options.gpio) line \(options.line(line).number): \(name)") {
        () throws(MissingDevice) in
        let held = try Board.openOutput(options, line, line.isHighAtRest ? .high : .low)
        if Self.isElsewhere(line, options) { elsewhere.append(line) }
        _ = consume held
      }
    }
    for (line, name) in Self.inputs where options.converter.hasLine(line) {
      var level = Level.low
      check("\(options.gpio) line \(options.line(line).number): \(name)") {
        () throws(MissingDevice) in
        var input = try Board.openInput(options, line, isPulledUp: line != .disconnectFeedback)
        do throws(LinuxFailure) { level = try input.level() } catch {
          throw MissingDevice(
            path: "\(options.gpio) line \(options.line(line).number)", failure: error,
            advice: "the chip does not say its level: try again, or name it with --gpio")
        }
        if Self.isElsewhere(line, options) { elsewhere.append(line) }
        _ = consume input
      } more: {
        level == .high ? ", high" : ", low"
      }
    }
    for line in elsewhere { add(.less, Self.text(elsewhere: line, options)) }
  }

  /// What is said of a line whose name is not that of its number.
  static func text(elsewhere line: ReferenceBoard.Line, _ options: Options) -> String {
    let (place, gpio) = (options.line(line), options.gpio)
    let name = place.name.map { "\($0) or " } ?? ""
    return "\(gpio): \(name)GPIO\(place.number) is not line \(place.number): it is taken by its "
      + "name; see that it is wired so"
  }

  private static func isElsewhere(_ line: ReferenceBoard.Line, _ options: Options) -> Bool {
    LineNames.isElsewhere(options.line(line).number) { number throws(LinuxFailure) in
      _ = try LinuxInput(chip: options.gpio, line: number)
    }
  }

  private mutating func examinePorts() {
    let options = options
    examineRadio()
    guard let port = options.localPort else { return }
    check("\(port): the local port's UART") { () throws(MissingDevice) in
      _ = try Board.openLocalPort(options, nil)
    }
  }

  /// One part: well with this text, or missing with what the failure says.
  mutating func check(
    _ text: String, _ open: () throws(MissingDevice) -> Void, more: () -> String = { "" }
  ) {
    do {
      try open()
      add(.well, text + more())
    } catch {
      if error.failure.kind == .busy { isBoardInUse = true }
      add(.missing, error.text)
    }
  }

  mutating func add(_ severity: Finding.Severity, _ text: String) {
    findings.append(Finding(severity: severity, text: text))
  }

  private static let outputs: [(ReferenceBoard.Line, StaticString)] = [
    (.radioReset, "U2 RESET"), (.displayRegisterSelect, "DS1 RS"), (.displayEnable, "DS1 E"),
    (.displayD4, "DS1 D4"), (.displayD5, "DS1 D5"), (.displayD6, "DS1 D6"),
    (.displayD7, "DS1 D7"), (.displayBacklight, "DS1 backlight"), (.metrologyLED, "D1"),
    (.disconnectSet, "K1 SET"), (.disconnectReset, "K1 RESET"), (.loadControl, "K2"),
  ]

  private static let inputs: [(ReferenceBoard.Line, StaticString)] = [
    (.disconnectFeedback, "K1 feedback"), (.pageButton, "S1 button"),
    (.calibrationSeal, "S2 seal"), (.coverSwitch, "S3 cover"), (.magnetSensor, "S4 magnet"),
    (.powerFail, "PF power fail"),
  ]
}

extension ReferenceBoard.Line {
  /// What nobody notices: the radio is not reset, the load and the backlight stay on.
  fileprivate var isHighAtRest: Bool {
    self == .radioReset || self == .loadControl || self == .displayBacklight
  }
}
