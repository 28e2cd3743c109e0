// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import HardwareInterface
import LinuxHardware
import Quantities

/// Threads of the meter: who reads samples, who writes the store, and how they wake each other.
enum Threads {
  /// A sampler's runs come all, in their order; what it opened is closed.
  static func sample(_ count: Int) throws(LinuxFailure) {
    let before = descriptors()
    say { () throws(LinuxFailure) in
      var sampler = try LinuxSampler(CountingSource(runs: count))
      sampler.begin()
      print(sampler.isRealTime ? "in real time" : "like others")
      return take(count, from: &sampler)
    }
    print("\(descriptors() - before) left open")
  }

  private static func take(
    _ count: Int, from sampler: inout LinuxSampler<CountingSource>
  ) -> String {
    var sets = [SampleSet](repeating: .zero, count: LinuxSampler<CountingSource>.setsMax)
    var (taken, waits) = (0, 0)
    while taken < count, waits < waitsMax {
      var span = sets.mutableSpan
      guard case .sets = sampler.next(into: &span) else {
        waits += 1
        continue
      }
      taken += 1
      guard sets[0].voltage == taken else { return "run \(sets[0].voltage) in place of \(taken)" }
    }
    return "\(taken) runs"
  }

  /// A wait ends after 250 ms.
  private static let waitsMax = 20

  static func pin(_ count: Int) throws(LinuxFailure) {
    let sampler = try LinuxSampler(CountingSource(runs: 1))
    for processor: Int32 in [0, -1, 100_000] {
      say { () throws(LinuxFailure) in
        try sampler.pin(to: processor)
        return "pinned"
      }
    }
  }

  /// Each job of a storekeeper is told as safe, and in time where its bell rings.
  static func keep(_ count: Int) throws(LinuxFailure) {
    let before = descriptors()
    say { () throws(LinuxFailure) in
      let store = try FileBlockStore(path: File.path, capacity: File.capacity)
      var keeper = try LinuxStorekeeper(store)
      for number in 1...count { tell(UInt32(number), &keeper) }
      return nil
    }
    print("\(descriptors() - before) left open")
  }

  private static func tell(_ ticket: UInt32, _ keeper: inout LinuxStorekeeper<FileBlockStore>) {
    let bytes = InlineArray<64, UInt8>(repeating: UInt8(ticket))
    var room = [UInt8](repeating: 0, count: 64)
    guard keeper.submit(bytes.span, at: 0, ticket: ticket, syncs: true) else {
      return print("no room")
    }
    for _ in 0..<3000 {
      var span = room.mutableSpan
      if let completion = keeper.completed(into: &span) {
        return print(completion.isSafe ? "safe \(completion.ticket)" : "not safe")
      }
      clinux_pause_nanoseconds(1_000_000)
    }
    print("nothing")
  }

  /// A thread for which there is no memory is not made, and nothing is lost.
  static func noMemory(_ count: Int) throws(LinuxFailure) {
    for _ in 0..<count {
      var thread: UInt64 = 0
      setenv("FAULTY_MEMORY", "1", 1)
      let result = clinux_thread_start({ _ in }, nil, 256 * 1024, 0, &thread)
      unsetenv("FAULTY_MEMORY")
      if result >= 0 { clinux_thread_join(thread) }
      print(result >= 0 ? "ran" : "error \(-result)")
    }
  }

  /// The meter's clock, and what it is told of a stamp of the kernel that is too old to be one.
  static func now(_ count: Int) throws(LinuxFailure) {
    var clock = LinuxClock()
    for _ in 0..<count { print(clock.now().nanoseconds, clinux_of_kernel_stamp(0)) }
  }

  /// A pause lasts for its time, whatever ends it sooner.
  static func pause(_ count: Int) throws(LinuxFailure) {
    LinuxProgram.wakeInTime()
    var clock = LinuxClock()
    for _ in 0..<count {
      let began = clock.now()
      clock.pause(nanoseconds: 30_000_000)
      print(clock.now().since(began) < 30_000_000 ? "too short" : "its time")
    }
  }
}

/// Runs of one set that are numbered, then none. Each takes its time: who wants it has to wait.
struct CountingSource: SampleSource, ~Copyable {
  /// Unit: nanoseconds.
  private static let runNanoseconds: UInt64 = 20_000_000
  private let runs: Int
  private var number = 0
  private var clock = LinuxClock()

  init(runs: Int) { self.runs = runs }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    guard number < runs else { return .none }
    clock.pause(nanoseconds: Self.runNanoseconds)
    number += 1
    sets[0].voltage = Int32(number)
    let now = clock.now()
    return .sets(1, SampleStamp(start: now, end: now))
  }
}
