// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import EventLog
import HardwareInterface
import Ledger
import LinuxHardware
import Meter
import MeterBoard
import Parameters
import Quantities
import Seal
import Tariff
import ZigBee

/// Runs the meter on opened hardware until it is asked to stop.
func runMeter(
  _ hardware: consuming Board.Hardware, _ options: Options, _ start: ParameterStart
) -> LinuxProgram.ExitCode {
  var code = CodeCheck()
  var identity = DeviceIdentity()
  if let digest = code.digest {
    for index in 0..<4 { identity.codeHash.append(hexadecimal: digest.bytes[index]) }
  }
  identity.softwareBuild = Version.text
  identity.fileVersion = hardware.firmware.version
  identity.stagesUpgrades = options.staging != nil && options.upgradeKey != nil
  let frontEnd = options.converter.frontEnd(options.nominalFrequency)
  var parameters = MeterParameters(frontEnd: frontEnd, identity: identity)
  options.site.enter(in: &parameters)
  options.display.enter(in: &parameters)
  parameters.zone = options.zone
  if hardware.firmware.isOnTrial { parameters.startCause = .firmware }
  parameters.clockLimits = .standard
  // What is sealed goes before what the command line says.
  if let settings = start.settings, let mark = start.mark { parameters.take(settings, mark) }
  do {
    let meter = try Meter(parameters)
    var board = MeterBoard(meter, hardware, log(options, parameters.frontEnd))
    let exitCode = run(&board, &code, start, options)
    board.observer.end()
    // Whoever returned would wait for the threads, and for a disk that hangs without end.
    LinuxProgram.exit(exitCode)
  } catch {
    LinuxProgram.complain("meterd: the front end is refused", .error)
    return .damagedInput
  }
}

private func log(_ options: Options, _ frontEnd: FrontEnd) -> BoardLog {
  guard let path = options.record else { return BoardLog() }
  return BoardLog(recording: path, frontEnd, options.converter.sampleWidth)
}

private typealias WholeBoard = MeterBoard<
  BoardSource, LinuxOutput, Board.Display, LinuxInput, LinuxSerialPort, Board.Store,
  Board.File, LinuxClock, BoardLog
>

private func run(
  _ board: inout WholeBoard, _ code: inout CodeCheck, _ start: ParameterStart, _ options: Options
) -> LinuxProgram.ExitCode {
  LinuxProgram.catchStop(microsecondsMax: leaveMicrosecondsMax)
  // A byte of the display is some pauses of 40 µs: without this each would take twice as long.
  LinuxProgram.wakeInTime()
  if let digest = code.digest { board.tell(code: digest) }
  do throws(StartFailure) {
    if let notice = notice(of: try board.start()) { LinuxProgram.complain("meterd: \(notice)") }
  } catch {
    LinuxProgram.complain("meterd: \(text(of: error))", .error)
    return error == .store ? .inputOutput : .damagedInput
  }
  // The log is there once the board has started.
  let settings = SettingsCheck(start)
  if start.isRefused { board.refusedChange() }
  if let clock = options.clock { set(clock, &board, isSealOpen: start.isSealOpen) }
  if code.digest == nil { board.selfCheckFailed(.firmware) }
  var life = SignsOfLife(watchdog: options.watchdog)
  life.begin()
  while !LinuxProgram.isStopAsked, !board.isRestartDue, !board.isSupplyLost {
    board.step()
    life.goesOn()
    guard let hasFailed = code.advance() else { continue }
    if hasFailed { board.selfCheckFailed(.firmware) }
    if settings.hasFailed() { board.selfCheckFailed(.parameters) }
  }
  if board.isRestartDue {
    LinuxProgram.complain(LogLine("meterd: stops, so that other firmware can start"), .notice)
  }
  if board.isSupplyLost {
    LinuxProgram.complain(LogLine("meterd: stops: the supply fails"), .notice)
  }
  life.end()
  guard board.stop(nanoseconds: stopNanosecondsMax) else {
    LinuxProgram.complain(LogLine("meterd: stopped before the last save had ended"), .error)
    return .unsaved
  }
  return .success
}

private func set(_ clock: UTC, _ board: inout WholeBoard, isSealOpen: Bool) {
  if isSealOpen {
    board.setClock(clock)
  } else {
    LinuxProgram.complain("meterd: --clock: not set: the calibration seal is closed")
    board.refusedChange()
  }
}

/// How long after the signal the meter still runs, whatever hangs. Unit: microseconds.
private let leaveMicrosecondsMax = 900_000
/// How long the end waits for the store: the rest is for what goes before it. Unit: nanoseconds.
private let stopNanosecondsMax: UInt64 = 500_000_000

/// What the operator must know of registers that the meter goes on from, or nil.
func notice(of restored: Restored) -> StaticString? {
  switch restored {
  case .registers(_, isOtherDamaged: true):
    "one copy of the registers is damaged: went on from the other"
  case .firstSaveTorn:
    "the first save of the registers was cut short: went on from zero"
  case .registers(_, isOtherDamaged: false), .firstStart, .fault: nil
  }
}

private func text(of failure: StartFailure) -> StaticString {
  switch failure {
  case .store: "the store cannot be read"
  case .registersMissing: "the event log is there and the registers are not: bring them back"
  case .registers(.bothDamaged): "both copies of the registers are damaged"
  case .registers(.unknownVersion): "the registers are of a format this firmware does not know"
  case .registers(.sequenceConflict): "the two copies of the registers contradict each other"
  case .registers(.wentDown): "the newer registers are below the older ones"
  }
}
