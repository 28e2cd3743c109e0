// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LinuxHardware
import Quantities

/// The thread that reads the converters: one of these, whichever the board has.
struct BoardSource: SampleSource, ~Copyable {
  private var bursts: LinuxSampler<Board.Bursts>?
  private var conversions: LinuxSampler<Board.Conversions>?

  static var readsAhead: Bool { true }

  /// Whether the thread runs as SCHED_FIFO.
  let isRealTime: Bool

  var overruns: UInt32 {
    switch bursts {
    case .some(let sampler): return sampler.overruns
    case .none: break
    }
    switch conversions {
    case .some(let sampler): return sampler.overruns
    case .none: return 0
    }
  }

  init(_ reader: consuming Board.Reader) throws(LinuxFailure) {
    switch consume reader {
    case .bursts(let reader):
      let sampler = try LinuxSampler(reader)
      isRealTime = sampler.isRealTime
      bursts = consume sampler
    case .conversions(let reader):
      let sampler = try LinuxSampler(reader)
      isRealTime = sampler.isRealTime
      conversions = consume sampler
    }
  }

  mutating func begin() {
    bursts?.begin()
    conversions?.begin()
  }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    if let run = bursts?.next(into: &sets) { return run }
    return conversions?.next(into: &sets) ?? .none
  }

  mutating func wait(nanoseconds: UInt64) -> Bool {
    if let hasNews = bursts?.wait(nanoseconds: nanoseconds) { return hasNews }
    return conversions?.wait(nanoseconds: nanoseconds) ?? false
  }

  func pin(to processor: Int32) throws(LinuxFailure) {
    try bursts?.pin(to: processor)
    try conversions?.pin(to: processor)
  }

  func watch(_ line: borrowing LinuxInput) throws(LinuxFailure) {
    try bursts?.watch(line)
    try conversions?.watch(line)
  }
}

extension Board {
  /// Memory is locked before the thread gets its stack. A meter without these rights still runs,
  /// and says which is missing: it may then lose samples on a busy machine.
  static func openSampler(
    _ reader: consuming Reader, _ options: Options
  ) throws(MissingDevice) -> BoardSource {
    do throws(LinuxFailure) { try LinuxProgram.lockMemory() } catch {
      LinuxProgram.complain(
        "meterd: memory is not locked: \(error.text): give it the right CAP_IPC_LOCK")
    }
    do throws(LinuxFailure) {
      let source = try BoardSource(reader)
      if !source.isRealTime {
        LinuxProgram.complain(
          "meterd: samples are read at normal priority: give it the right CAP_SYS_NICE")
      }
      if let processor = options.processor { try source.pin(to: processor) }
      return source
    } catch {
      throw MissingDevice(
        path: options.i2c, failure: error,
        advice: "the thread that reads it cannot be started, or there is no processor of --cpu")
    }
  }

  /// The supply holds 100 ms after PF, a run of samples takes up to 184.
  static func watch(_ line: borrowing LinuxInput, _ source: borrowing BoardSource) {
    do throws(LinuxFailure) { try source.watch(line) } catch {
      LinuxProgram.complain(
        "meterd: a supply that fails is noticed late, after the run of samples: \(error.text)")
    }
  }
}
