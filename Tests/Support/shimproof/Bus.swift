// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import LinuxHardware
import Quantities

/// The I2C bus: an AD7991 at 0x28, an MB85RC256V at 0x50.
enum Bus {
  static let path = "/dev/i2c-1"

  static func read(_ count: Int) throws(LinuxFailure) {
    var target = try LinuxI2CTarget(path: path, address: 0x28)
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        var bytes: InlineArray<6, UInt8> = [0, 0, 0, 0, 0, 0]
        var span = bytes.mutableSpan
        try target.read(into: &span)
        return "message \(bytes[1])"
      }
    }
  }

  /// Asks for messages until `count` came, and prints what is new; between a bus that is stuck and
  /// the next message must lie the time for which it is left alone.
  static func recover(_ count: Int) throws(LinuxFailure) {
    var target = try LinuxI2CTarget(path: path, address: 0x28)
    var clock = LinuxClock()
    var (told, last, stuckSince) = (0, "", Instant?.none)
    for _ in 0..<answersMax where told < count {
      let answer = answer(&target)
      if target.isReachable, let since = stuckSince.take() {
        print(clock.now().since(since) < retryNanoseconds ? "too soon" : "after its time")
      }
      if answer != last { print(answer) }
      if answer.hasPrefix("message") { told += 1 }
      if !target.isReachable { stuckSince = stuckSince ?? clock.now() }
      last = answer
      clock.pause(nanoseconds: pauseNanoseconds)
    }
  }

  private static let retryNanoseconds: UInt64 = 1_000_000_000
  private static let pauseNanoseconds: UInt64 = 20_000_000

  private static func answer(_ target: inout LinuxI2CTarget) -> String {
    do throws(LinuxFailure) {
      var bytes: InlineArray<6, UInt8> = [0, 0, 0, 0, 0, 0]
      var span = bytes.mutableSpan
      try target.read(into: &span)
      return "message \(bytes[1])"
    } catch { return "\(error.kind) \(error.code)" }
  }

  static func write(_ count: Int) throws(LinuxFailure) {
    var target = try LinuxI2CTarget(path: path, address: 0x28)
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        let byte: InlineArray<1, UInt8> = [0x7B]
        try target.write(byte.span)
        return "written"
      }
    }
  }

  /// More than i2c-dev takes in one message.
  static func long(_ count: Int) throws(LinuxFailure) {
    var target = try LinuxI2CTarget(path: path, address: 0x50)
    let bytes = [UInt8](repeating: 0, count: 8193)
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        try target.write(bytes.span)
        return "written"
      }
      say { () throws(LinuxFailure) in
        var answer: InlineArray<1, UInt8> = [0]
        var span = answer.mutableSpan
        try target.write(bytes.span, reading: &span)
        return "written and read"
      }
    }
  }

  static func byte(_ count: Int) throws(LinuxFailure) {
    var target = try LinuxI2CTarget(path: path, address: 0x28)
    for _ in 0..<count {
      say { () throws(LinuxFailure) in "byte \(try target.receiveByte())" }
    }
  }

  /// The driver's bursts: how many sets each has, and of which message.
  static func burst(_ count: Int) throws(LinuxFailure) {
    var source = BurstSource(
      converter: try AD7991(
        try LinuxI2CTarget(path: path, address: 0x28), bias: ReferenceBoard.bias))
    var sets = [SampleSet](repeating: .zero, count: AD7991Limits.setsMax)
    for _ in 0..<count { tell(&source, &sets) }
  }

  /// The same, read by the sampler's thread; failures that follow each other are told once, waits
  /// that end with nothing are not.
  static func sampler(_ count: Int) throws(LinuxFailure) {
    let source = BurstSource(
      converter: try AD7991(
        try LinuxI2CTarget(path: path, address: 0x28), bias: ReferenceBoard.bias))
    var sampler = try LinuxSampler(source)
    sampler.begin()
    var sets = [SampleSet](repeating: .zero, count: AD7991Limits.setsMax)
    var (told, last) = (0, SampleRun.none)
    for _ in 0..<answersMax where told < count {
      var span = sets.mutableSpan
      let run = sampler.next(into: &span)
      if case .sets = run { told += 1 }
      if run == .none || run == last { continue }
      print(text(run, sets[0]))
      last = run
    }
  }

  private static let answersMax = 1_000

  private static func tell(
    _ source: inout some SampleSource & ~Copyable, _ sets: inout [SampleSet]
  ) {
    var span = sets.mutableSpan
    print(text(source.next(into: &span), sets[0]))
  }

  private static func text(_ run: SampleRun, _ first: SampleSet) -> String {
    switch run {
    case .sets(let count, _):
      "message \(first.voltage + ReferenceBoard.bias.voltage) of \(count) sets"
    case .failed: "failed"
    case .unreachable: "unreachable"
    case .overrun: "overrun"
    case .none: "none"
    }
  }
}

/// Bursts of a converter; a pause between two keeps the ring from running over.
struct BurstSource: SampleSource, ~Copyable {
  var converter: AD7991<LinuxI2CTarget>
  private var clock = LinuxClock()
  private static let pauseNanoseconds: UInt64 = 1_000_000

  init(converter: consuming AD7991<LinuxI2CTarget>) { self.converter = converter }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let start = clock.now()
    clock.pause(nanoseconds: Self.pauseNanoseconds)
    do throws(AD7991Error<LinuxFailure>) {
      let count = try converter.read(into: &sets)
      return .sets(count, SampleStamp(start: start, end: clock.now()))
    } catch { return converter.isReachable ? .failed : .unreachable }
  }
}
