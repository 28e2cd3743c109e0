// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import HardwareInterface
import Ledger
import LinuxHardware
import MeterBoard
import Quantities
import Recording
import SimulatedHardware

/// One `meterbench run`: opens what the command names, runs, and gives the summary.
struct DeskSession {
  private let command: RunCommand
  private let name: String
  private let plan: DeskPlan
  private let seconds: Double?
  private let storePath: String

  /// Loads the recording.
  init(_ command: RunCommand) throws {
    self.command = command
    let repeats = command.isEndless || command.seconds != nil
    let source = try DeskSource(command.recording, command.channels.wishes, looped: repeats)
    name = source.name
    plan = source.plan
    seconds = command.seconds ?? (command.isEndless ? nil : source.seconds)
    storePath = try RegisterFile.make(command.store)
  }

  /// Runs until the end of the recording, of the time, or until Ctrl-C.
  func run() throws -> DeskSummary {
    LinuxProgram.catchStop()
    let clock = VirtualClock(utcAtZero: began)
    if let path = command.radio {
      return try run(clock, try open(path), room: nil, radio: path)
    }
    let room = Room(seed: plan.seed)
    return try run(clock, room.port, room: room, radio: "simulated ether")
  }

  private let began = UTC(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))

  private func run<Port: SerialPort & ~Copyable>(
    _ clock: VirtualClock, _ port: consuming Port, room: Room?, radio: String
  ) throws -> DeskSummary {
    let store = try RegisterFile.open(storePath)
    let events = try eventRecorder()
    let log = InputLog(events: events)
    let desk = try Desk(plan, clock: clock, port: port, store: ImmediateStoreQueue(store), log: log)
    var run = DeskRun(desk, room: room, seconds: seconds, began: began)
    var view = command.isLive ? DeskView(recording: name) : nil
    let pace = Pace(from: clock.now)
    defer { view?.end() }
    do throws(StartFailure) {
      try run.run { run in
        view?.draw(run)
        if command.isLive || command.radio != nil { pace.wait(until: run.desk.clock.now) }
      }
    } catch {
      throw BenchError(
        .dataFormat, storePath, words(error), advice: "move the file away to start anew")
    }
    if let failure = view?.failure { throw failure }
    try events?.finish()
    var summary = DeskSummary(run, recording: name, store: storePath, radio: radio)
    summary.snapshots = events?.folder.written ?? []
    return summary
  }

  /// Nil where nobody asks for snapshots.
  private func eventRecorder() throws(BenchError) -> EventRecorder? {
    guard let path = command.snapshots else { return nil }
    let head = RecordingHead(
      frontEnd: plan.frontEnd, station: FixedBytes(cutting: name), sampleWidth: .two)
    return try EventRecorder(path, head, file: name)
  }

  private func open(_ radio: String) throws(BenchError) -> LinuxSerialPort {
    do throws(LinuxFailure) { return try LinuxSerialPort(path: radio) } catch {
      throw BenchError(.unavailable, radio, "\(error.text)")
    }
  }

  private func words(_ failure: StartFailure) -> String {
    switch failure {
    case .registers(let fault): "the registers cannot be known: \(fault)"
    case .store: "the registers cannot be read"
    case .registersMissing: "the event log is there and the registers are not"
    }
  }
}
