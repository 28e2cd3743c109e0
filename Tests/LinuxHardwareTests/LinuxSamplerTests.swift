// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Quantities
import Synchronization
import Testing

@testable import LinuxHardware

/// No test here depends on how fast a thread is: a slow machine only waits longer.
@Suite struct LinuxSamplerTests {
  /// Answers of `next` that a test waits for at most.
  private static let answersMax = 100_000

  /// Takes until a wait ends with nothing after the source was asked so often.
  private static func takeAll(
    _ sampler: inout LinuxSampler<WatchedSource>, until calls: Int, _ watch: Watch
  ) -> [Found] {
    var taker = Taker()
    var all: [Found] = []
    for _ in 0..<answersMax {
      let isOver = watch.calls > calls
      let found = taker.next(&sampler)
      if found == .none && isOver { return all }
      if found != .none { all.append(found) }
    }
    return all
  }

  @Test("What fits the ring is seen once, whole and in order")
  func order() throws {
    let watch = Watch()
    let script = ScriptedSource(Array(repeating: .sets(1365), count: 15))
    var sampler = try LinuxSampler(WatchedSource(watch, script))
    sampler.begin()
    let all = Self.takeAll(&sampler, until: 15, watch)
    #expect(all == (0..<15).map { .whole($0) })
    let overruns = sampler.overruns
    #expect(overruns == 0)
  }

  @Test("However the threads meet, each run is seen once in order or counted as lost")
  func race() throws {
    let runs = 20_000
    let watch = Watch()
    let script = ScriptedSource(Array(repeating: .sets(7), count: runs))
    var sampler = try LinuxSampler(WatchedSource(watch, script))
    sampler.begin()
    let all = Self.takeAll(&sampler, until: runs, watch)
    let numbers = all.compactMap { found -> Int? in
      if case .whole(let number) = found { return number }
      return nil
    }
    let overruns = Int(sampler.overruns)
    #expect(!all.contains(.torn))
    #expect(!all.contains(.failed))
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    #expect(numbers.count + overruns == runs)
    #expect(all.contains(.overrun) == (overruns > 0))
  }

  @Test("Runs that nobody takes are told once as an overrun, then the oldest come")
  func overrun() throws {
    let watch = Watch()
    let script = ScriptedSource(Array(repeating: .sets(2), count: 17))
    var sampler = try LinuxSampler(WatchedSource(watch, script))
    sampler.begin()
    #expect(watch.waits(forCalls: 18))
    let overruns = sampler.overruns
    #expect(overruns == 2)
    let all = Self.takeAll(&sampler, until: 17, watch)
    #expect(all == [.overrun] + (0..<15).map { .whole($0) })
  }

  @Test("A source that fails is told, and goes on when it recovers")
  func failure() throws {
    let watch = Watch()
    let script = ScriptedSource(
      [.failed, .failed, .failed, .sets(3), .failed, .unreachable, .unreachable])
    var sampler = try LinuxSampler(WatchedSource(watch, script))
    sampler.begin()
    let all = Self.takeAll(&sampler, until: 7, watch)
    let kinds = all.reduce(into: [Found]()) { if $0.last != $1 { $0.append($1) } }
    #expect(kinds == [.failed, .whole(0), .failed, .unreachable])
  }

  @Test("A dead source is left alone between two tries", arguments: [Answer.failed, .none])
  func deadSource(answer: Answer) throws {
    let watch = Watch()
    var clock = LinuxClock()
    let before = clock.now()
    var sampler = try LinuxSampler(WatchedSource(watch, ScriptedSource([], last: answer)))
    sampler.begin()
    var taker = Taker()
    for _ in 0..<3 { _ = taker.next(&sampler) }
    let calls = watch.calls
    let passed = clock.now().since(before)
    // One call before the thread starts, one at its start, then one after each pause of 10 ms; the
    // clock that times pauses may be slewed by 500 ppm.
    #expect(UInt64(calls) <= 2 + passed * 1001 / 1000 / 10_000_000)
  }

  @Test("A source that waited and has nothing is asked again at once: its edges go on")
  func waitingSource() throws {
    let watch = Watch()
    var source = WatchedSource(watch, ScriptedSource([]))
    source.waitNanoseconds = 15_000_000
    var sampler = try LinuxSampler(source)
    sampler.begin()
    #expect(watch.waits(forCalls: 20))
    // After one of twenty calls at least the machine lets the thread go on in less than a pause.
    #expect(watch.restNanosecondsMin < 10_000_000)
    sampler.stop()
  }

  @Test("A source that fails is left alone twice as long each time")
  func growingPause() throws {
    let watch = Watch()
    var clock = LinuxClock()
    let before = clock.now()
    var sampler = try LinuxSampler(WatchedSource(watch, ScriptedSource([], last: .failed)))
    sampler.begin()
    // One call before the thread starts, one at its start; then pauses of 10, 20, 40 and 80 ms.
    #expect(watch.waits(forCalls: 6))
    // The clock that times pauses may be slewed by 500 ppm.
    #expect(clock.now().since(before) >= 149_000_000)
    sampler.stop()
  }

  @Test("Where there is nothing, waiting ends with nothing")
  func timeOut() throws {
    var sampler = try LinuxSampler(WatchedSource(Watch(), ScriptedSource([])))
    sampler.begin()
    var taker = Taker()
    #expect(taker.next(&sampler) == .none)
  }

  @Test("A wait ends with a run, and takes none; without one it ends after its time")
  func waitForRun() throws {
    let watch = Watch()
    var sampler = try LinuxSampler(WatchedSource(watch, ScriptedSource([.sets(4)])))
    sampler.begin()
    var taker = Taker()
    let isThere = sampler.wait(nanoseconds: .max)
    #expect(isThere)
    #expect(taker.next(&sampler) == .whole(0))
    var clock = LinuxClock()
    let before = clock.now()
    let isMore = sampler.wait(nanoseconds: 20_000_000)
    // The clock that times waits may be slewed by 500 ppm.
    #expect(!isMore && clock.now().since(before) >= 19_900_000)
    let isMoreAtOnce = sampler.wait(nanoseconds: 0)
    #expect(!isMoreAtOnce)
  }

  @Test("An overrun that was not told is worth waiting for")
  func waitForOverrun() throws {
    let watch = Watch()
    let script = ScriptedSource(Array(repeating: .sets(2), count: 17))
    var sampler = try LinuxSampler(WatchedSource(watch, script))
    sampler.begin()
    #expect(watch.waits(forCalls: 18))
    let isThere = sampler.wait(nanoseconds: 0)
    #expect(isThere)
  }

  @Test("Stopping waits for a source that blocks, ends its thread and gives the source up")
  func stop() throws {
    let watch = Watch()
    var source = WatchedSource(watch, ScriptedSource([], last: .sets(1)))
    source.waitNanoseconds = 200_000_000
    var sampler = try LinuxSampler(source)
    sampler.begin()
    #expect(watch.waits(forCalls: 2))
    sampler.stop()
    #expect(!watch.isInside)
    #expect(watch.isGone)
    #expect(watch.calls >= 2)
  }

  @Test("Before it begins nobody touches the source, and there is nothing")
  func notBegun() throws {
    let watch = Watch()
    var sampler = try LinuxSampler(WatchedSource(watch, ScriptedSource([.sets(4)])))
    var taker = Taker()
    #expect(taker.next(&sampler) == .none)
    #expect(watch.calls == 0)
    sampler.begin()
    #expect(watch.calls >= 1)
    #expect(taker.next(&sampler) == .whole(0))
  }

  @Test("One that never began stops, and gives the source up")
  func stopsUnbegun() throws {
    let watch = Watch()
    let sampler = try LinuxSampler(WatchedSource(watch, ScriptedSource([.sets(4)])))
    sampler.stop()
    #expect(watch.isGone)
    #expect(watch.calls == 0)
  }

  @Test("The first run is there before the thread has read one")
  func firstRun() throws {
    let watch = Watch()
    var source = WatchedSource(watch, ScriptedSource([.sets(4)]))
    source.waitNanoseconds = 300_000_000
    var sampler = try LinuxSampler(source)
    sampler.begin()
    var taker = Taker()
    #expect(taker.next(&sampler) == .whole(0))
  }

  @Test("The thread is as real-time as it says, and leaves signals to the main thread")
  func thread() throws {
    let watch = Watch()
    var sampler = try LinuxSampler(WatchedSource(watch, ScriptedSource([])))
    sampler.begin()
    _ = Self.takeAll(&sampler, until: 1, watch)
    let isRealTime = sampler.isRealTime
    sampler.stop()
    #expect((watch.policy == SCHED_FIFO) == isRealTime)
    #expect(!watch.takesSignals)
  }

  @Test("Without the right to it, the thread runs like others")
  func withoutTheRight() async {
    await #expect(processExitsWith: .success) {
      // Not root any more: neither CAP_SYS_NICE nor a limit that permits a priority.
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      setrlimit(__rlimit_resource_t(__RLIMIT_RTPRIO.rawValue), &none)
      try #require(setuid(65534) == 0 || getuid() != 0)
      let watch = Watch()
      var sampler = try LinuxSampler(WatchedSource(watch, ScriptedSource([.sets(1), .sets(1)])))
      sampler.begin()
      var taker = Taker()
      let isRealTime = sampler.isRealTime
      #expect(!isRealTime)
      #expect(taker.next(&sampler) == .whole(0))
      #expect(taker.next(&sampler) == .whole(1))
      sampler.stop()
      #expect(watch.policy == SCHED_OTHER)
    }
  }
}
