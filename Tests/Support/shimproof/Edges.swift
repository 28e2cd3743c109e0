// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LinuxHardware
import Quantities

/// Changes of GPIO lines that the kernel stamps: what lines 20 and 22 drive, 21 and 23 read.
enum Edges {
  private static let chip = Lines.chip
  /// A stamp lies between two readings of the clock; the kernel's may run 500 ppm apart from it.
  private static let slackNanoseconds: UInt64 = 100_000

  /// Two changes before anybody looks come both, in order, and as of when they were.
  static func glitch(_ count: Int) throws(LinuxFailure) {
    var line = try LinuxInput(chip: chip, line: "21")
    var far = try LinuxOutput(chip: chip, line: "20")
    var clock = LinuxClock()
    print(line.hasChanges ? "stamped" : "only read")
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        let before = clock.now()
        try far.set(.high)
        try far.set(.low)
        clock.pause(nanoseconds: 20_000_000)
        let after = Instant(nanoseconds: clock.now().nanoseconds - 20_000_000)
        var text = ""
        while let change = try line.nextChange() {
          let isInTime = isBetween(change.at, before, after)
          text += "\(change.level) \(isInTime ? "then" : "at another time") "
        }
        return text + "now \(try line.level())"
      }
    }
  }

  private static func isBetween(_ at: Instant, _ before: Instant, _ after: Instant) -> Bool {
    at.nanoseconds + slackNanoseconds >= before.nanoseconds
      && at.nanoseconds <= after.nanoseconds + slackNanoseconds
  }

  /// More changes than the kernel keeps: the level tells where the line is.
  static func overflow(_ count: Int) throws(LinuxFailure) {
    var line = try LinuxInput(chip: chip, line: "21")
    var far = try LinuxOutput(chip: chip, line: "20")
    for number in 0..<count { try far.set(number % 2 == 0 ? .high : .low) }
    var (taken, last) = (0, Level.low)
    while let change = try line.nextChange() { (taken, last) = (taken + 1, change.level) }
    print("\(taken) kept; the last \(last); the line \(try line.level())")
  }

  /// Ready edges of two lines in the order of their stamps, numbered; those to low alone.
  static func ready(_ count: Int) throws(LinuxFailure) {
    var first = try LinuxOutput(chip: chip, line: "20", level: .high)
    var second = try LinuxOutput(chip: chip, line: "22", level: .high)
    var edges = try LinuxEdges(chip: chip, "21", "23", to: .low)
    for number in 0..<count {
      try pulse(&second)
      if number % 2 == 0 { try pulse(&first) }
    }
    var isMore = true
    while isMore {
      say { () throws(LinuxFailure) in
        guard let edge = try edges.next(timeoutNanoseconds: 10_000_000) else {
          isMore = false
          return "no more"
        }
        return "line \(edge.line) number \(edge.sequence)"
      }
    }
  }

  /// One edge more after a full queue has a number that tells of the full queue.
  static func missed(_ count: Int) throws(LinuxFailure) {
    var far = try LinuxOutput(chip: chip, line: "20", level: .high)
    var edges = try LinuxEdges(chip: chip, "21", "23", to: .low)
    for _ in 0..<count { try pulse(&far) }
    let first = try edges.next(timeoutNanoseconds: 0)
    try pulse(&far)
    var (last, taken) = (first, 1)
    while let edge = try edges.next(timeoutNanoseconds: 0) { (last, taken) = (edge, taken + 1) }
    print("\(taken) kept; the last is number \(last?.sequence ?? 0)")
  }

  private static func pulse(_ line: inout LinuxOutput) throws(LinuxFailure) {
    try line.set(.low)
    try line.set(.high)
  }

  /// A change of a line that is watched ends the wait for samples, once in `count` tries at least.
  static func watch(_ count: Int) throws(LinuxFailure) {
    let delays = try waits(count)
    // Without the watch each wait lasts to its own end, 250 ms after its start.
    print(delays.contains { $0 < holdNanoseconds } ? "ended by the edge" : "waited to its end")
  }

  /// How long after the edge the wait ended, for a person.
  static func latency(_ count: Int) throws(LinuxFailure) {
    let delays = try waits(count).sorted()
    print("median \(delays[count / 2] / 1000) µs, longest \(delays[count - 1] / 1000) µs")
  }

  /// What the supply holds after PF.
  private static let holdNanoseconds: UInt64 = 100_000_000

  private static func waits(_ count: Int) throws(LinuxFailure) -> [UInt64] {
    var line = try LinuxInput(chip: chip, line: "21")
    var sampler = try LinuxSampler(DrivingSource(far: try LinuxOutput(chip: chip, line: "20")))
    try sampler.watch(line)
    sampler.begin()
    var sets = [SampleSet](repeating: .zero, count: LinuxSampler<DrivingSource>.setsMax)
    var clock = LinuxClock()
    var delays: [UInt64] = []
    while delays.count < count {
      var span = sets.mutableSpan
      _ = sampler.next(into: &span)
      let now = clock.now()
      // The oldest change of a wait is the one that should have ended it.
      guard let oldest = try line.nextChange() else { continue }
      delays.append(now.since(oldest.at))
      while try line.nextChange() != nil {}
    }
    return Array(delays.prefix(count))
  }
}

/// A source that has no samples and changes a line, while whoever takes the samples waits.
struct DrivingSource: SampleSource, ~Copyable {
  private var far: LinuxOutput
  private var clock = LinuxClock()
  private var isHigh = false
  /// The sampler's wait, so that an edge comes early in one. Unit: nanoseconds.
  private static let pauseNanoseconds: UInt64 = 30_000_000

  init(far: consuming LinuxOutput) { self.far = far }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    clock.pause(nanoseconds: Self.pauseNanoseconds)
    isHigh.toggle()
    do throws(LinuxFailure) { try far.set(isHigh ? .high : .low) } catch { print("not driven") }
    return .none
  }
}
