// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Quantities
import Synchronization
import Testing

@testable import LinuxHardware

/// The number of this thread: the end of the link that the kernel has for it.
private func thisTask() throws -> String {
  let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
  return try #require(link.split(separator: "/").last.map(String.init))
}

/// Which threads came by.
private final class Visits: Sendable {
  private let tasks = Mutex<[String]>([])

  func enter() { if let task = try? thisTask() { tasks.withLock { $0.append(task) } } }

  /// Waits for the first thread that is not this one; nil where none comes.
  func other() throws -> String? {
    let mine = try thisTask()
    for _ in 0..<60_000 {
      if let task = tasks.withLock({ $0.first { $0 != mine } }) { return task }
      usleep(1_000)
    }
    return nil
  }
}

/// Tells its thread, and ends when it is told to.
private final class VisitingBody: ThreadBody {
  let visits = Visits()
  private let isStopAsked = Atomic(false)

  override func run() {
    visits.enter()
    for _ in 0..<60_000 where !isStopAsked.load(ordering: .relaxed) { usleep(1_000) }
  }

  func stop() { isStopAsked.store(true, ordering: .relaxed) }
}

/// Tells who reads it, and has nothing.
private struct VisitedSource: SampleSource {
  let visits: Visits

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    visits.enter()
    return .none
  }
}

/// Where the kernel lets a thread run. Source: [proc_pid_status(5), Cpus_allowed_list].
@Suite struct ThreadProcessorTests {
  private static func processors(of task: String) throws -> String {
    let status = try String(contentsOfFile: "/proc/self/task/\(task)/status", encoding: .utf8)
    let line = try #require(
      status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") })
    return String(line.drop { $0 != "\t" }.dropFirst())
  }

  /// The processors of this thread: of `0-3,6` 0, 1, 2, 3 and 6.
  private static func all() throws -> [Int32] {
    try processors(of: thisTask()).split(separator: ",").flatMap { part in
      let ends = part.split(separator: "-").compactMap { Int32($0) }
      return Array(try #require(ends.first)...(try #require(ends.last)))
    }
  }

  @Test("A thread that is pinned may run on that processor only, and no other thread is moved")
  func thread() throws {
    let body = VisitingBody()
    let thread = try LinuxThread(body, priority: 0)
    defer { body.stop() }
    let task = try #require(try body.visits.other())
    let mine = try Self.processors(of: thisTask())
    #expect(try Self.processors(of: task) == mine)
    for processor in try Self.all() {
      try thread.pin(to: processor)
      #expect(try Self.processors(of: task) == "\(processor)")
      #expect(try Self.processors(of: thisTask()) == mine)
    }
  }

  @Test("Of a sampler that is pinned the thread that reads is")
  func sampler() throws {
    let visits = Visits()
    var sampler = try LinuxSampler(VisitedSource(visits: visits))
    sampler.begin()
    let task = try #require(try visits.other())
    for processor in try Self.all() {
      try sampler.pin(to: processor)
      #expect(try Self.processors(of: task) == "\(processor)")
    }
    sampler.stop()
  }
}
