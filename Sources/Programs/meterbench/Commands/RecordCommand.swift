// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bytes
import Foundation
import HardwareInterface
import Ledger
import MeterBoard
import Quantities
import Recording
import SimulatedHardware

/// `meterbench record`.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Write a recording of all that a simulated meter takes in.",
    discussion: """
      The whole meter runs as with `meterbench run --fast`, on blank registers and from time zero, \
      so that the same SOURCE and --seed give the same recording, to the bit.

      Synthetic waveforms: \(DeskSource.syntheticNames).
      """)

  @Argument(help: "The recording to write; its name ends in .recording.")
  var output: String

  @Argument(help: "A .recording, a COMTRADE record, or the name of a synthetic waveform.")
  var source: String?

  @Option(help: "Seconds to record; the waveform is looped. Once through if not given.")
  var seconds: Double?

  @Option(help: "Seed of the converter's noise and of the ether.")
  var seed: UInt64 = 1

  @OptionGroup var channels: ChannelOptions

  func validate() throws {
    if let seconds, !(seconds > 0 && seconds <= 86_400) {
      throw ValidationError("--seconds is above 0 and at most 86400")
    }
  }

  func run() throws {
    try reporting {
      guard try RecordKind(output) == .recording else {
        throw BenchError(.usage, output, "a recording's name ends in .recording")
      }
      if let source { try Files.checkApart(Files.all(of: source), [output]) }
      let bytes = try DeskRecording.make(
        try DeskSource(source, channels.wishes, looped: seconds != nil), seconds, seed)
      try Files.write([(output, bytes)])
    }
  }
}

/// Records a desk from power-up.
enum DeskRecording {
  /// The longest recording of a source that never ends. Unit: seconds.
  private static let endlessSeconds = 60.0

  /// Runs the whole meter and gives its input log.
  static func make(
    _ source: DeskSource, _ seconds: Double?, _ seed: UInt64
  ) throws -> [UInt8] {
    var plan = source.plan
    plan.seed = seed
    let head = RecordingHead(
      frontEnd: plan.frontEnd, station: FixedBytes(cutting: source.name), sampleWidth: .two)
    let clock = VirtualClock()
    let room = Room(seed: seed)
    let desk = try Desk(
      plan, clock: clock, port: room.port,
      store: MemoryStoreQueue(MemoryBlock(capacity: StoreMap.capacity).store),
      log: try InputLog(recording: head))
    let end = seconds ?? source.seconds ?? endlessSeconds
    var run = DeskRun(desk, room: room, seconds: end, began: UTC(milliseconds: 0))
    var progress = Progress(total: Int(end * 1000))
    defer { progress.finish() }
    try run.run { progress.update(Int($0.elapsed * 1000)) }
    try run.desk.board.observer.end()
    return run.desk.board.observer.bytes
  }
}
