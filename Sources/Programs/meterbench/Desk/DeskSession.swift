// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Ledger
import LinuxHardware
import MeterBoard
import Quantities
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
    plan = DeskPlan(source.waveform, source.frequency)
    seconds = command.seconds ?? (command.isEndless ? nil : source.seconds)
    storePath = try DeskSession.makeStore(command.store)
  }

  /// Runs until the end of the recording, of the time, or until Ctrl-C.
  func run() throws -> DeskSummary {
    LinuxProgram.catchStop()
    let clock = VirtualClock(utcAtZero: began)
    if let path = command.radio {
      let port = try opened(path) { path throws(LinuxFailure) in try LinuxSerialPort(path: path) }
      return try run(clock, port, room: nil, radio: path)
    }
    let room = Room(seed: plan.seed)
    return try run(clock, room.port, room: room, radio: "simulated ether")
  }

  private let began = UTC(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))

  private func run<Port: SerialPort & ~Copyable>(
    _ clock: VirtualClock, _ port: consuming Port, room: Room?, radio: String
  ) throws -> DeskSummary {
    let store = try opened(storePath) { path throws(LinuxFailure) in
      try FileBlockStore(path: path, capacity: SlotFormat.capacity)
    }
    let desk = try Desk(plan, clock: clock, port: port, store: store, log: InputLog())
    var run = DeskRun(desk, room: room, seconds: seconds, began: began)
    var view = command.isLive ? DeskView(recording: name) : nil
    let start = ContinuousClock.now
    defer { view?.end() }
    do throws(StartFailure) {
      try run.run { run in
        view?.draw(run)
        if command.isLive || command.radio != nil { wait(for: run.elapsed, since: start) }
      }
    } catch {
      throw BenchError(
        .dataFormat, storePath, words(error), advice: "move the file away to start anew")
    }
    return DeskSummary(run, recording: name, store: storePath, radio: radio)
  }

  /// Lets real time catch up with the meter's.
  private func wait(for seconds: Double, since start: ContinuousClock.Instant) {
    let ahead = start + .nanoseconds(Int64(seconds * 1e9)) - ContinuousClock.now
    let (whole, rest) = ahead.components
    if whole >= 0, rest > 0 { Thread.sleep(forTimeInterval: Double(whole) + Double(rest) / 1e18) }
  }

  private func opened<Device: ~Copyable>(
    _ path: String, _ make: (String) throws(LinuxFailure) -> Device
  ) throws(BenchError) -> Device {
    do throws(LinuxFailure) { return try make(path) } catch {
      throw BenchError(.unavailable, path, "\(error.text)")
    }
  }

  private func words(_ failure: StartFailure) -> String {
    switch failure {
    case .registers(let fault): "the registers cannot be known: \(fault)"
    case .store: "the registers cannot be read"
    }
  }

  /// The file of the registers, in the folder named or in the user's state folder [XDG].
  private static func makeStore(_ folder: String?) throws(BenchError) -> String {
    let environment = ProcessInfo.processInfo.environment
    let state = environment["XDG_STATE_HOME"] ?? (NSHomeDirectory() + "/.local/state")
    let folder = folder ?? state + "/lastmeter"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw BenchError(
        .cannotCreate, folder, "the folder cannot be made", advice: "name another with --store")
    }
    return folder + "/registers"
  }
}

/// What lies at the terminals of the simulated board.
struct DeskSource {
  let name: String
  let waveform: any SimulatedHardware.Waveform
  let frequency: NominalFrequency
  let seconds: Double?

  /// Loads a record, or takes the house.
  init(_ path: String?, _ wishes: ChannelWishes, looped: Bool) throws(BenchError) {
    guard let path else {
      let house = HouseWaveform.make()
      name = "a minute in a house"
      seconds = house.durationSeconds
      if looped, let loop = LoopedWaveform(house) { waveform = loop } else { waveform = house }
      frequency = .hertz50
      return
    }
    if let synthetic = SyntheticWaveform.named(path) {
      name = path
      seconds = synthetic.durationSeconds
      if looped, let loop = LoopedWaveform(synthetic) {
        waveform = loop
      } else {
        waveform = synthetic
      }
      frequency = path.hasSuffix("60hz") ? .hertz60 : .hertz50
      return
    }
    let record = try RecordingFile(loading: path, wishes).waveform()
    guard let analog = record.analog(looped: looped) else {
      throw BenchError(path, "it holds no samples")
    }
    name = (path as NSString).lastPathComponent
    seconds = Double(record.sets.count) / record.frontEnd.rate.double
    waveform = analog
    frequency = record.frontEnd.nominalFrequency
  }
}
