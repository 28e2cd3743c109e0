// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Does many independent pieces of work on all cores. Results do not depend on how many.
enum Workers {
  /// A meter lives on its thread's stack.
  static let stackBytes = 16 << 20

  /// Calls `work` once for each index and gives the results in order; `done` hears how many.
  ///
  /// - Errors: that of the lowest index that failed; the others are done all the same.
  static func map<Output: Sendable>(
    _ count: Int, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    done: @escaping @Sendable (Int) -> Void = { _ in },
    _ work: @escaping @Sendable (Int) throws(BenchError) -> Output
  ) throws(BenchError) -> [Output] {
    let board = Board<Output>(count: count)
    let finished = DispatchSemaphore(value: 0)
    let crew = max(1, min(threads, count))
    for _ in 0..<crew {
      let thread = Thread {
        while let index = board.take() {
          let result: Result<Output, BenchError>
          do throws(BenchError) { result = .success(try work(index)) } catch {
            result = .failure(error)
          }
          done(board.put(result, at: index))
        }
        finished.signal()
      }
      thread.stackSize = stackBytes
      thread.start()
    }
    for _ in 0..<crew { finished.wait() }
    var outputs: [Output] = []
    for result in board.results() { outputs.append(try result.get()) }
    return outputs
  }

  /// What is to be done and what came of it.
  private final class Board<Output: Sendable>: Sendable {
    private struct State {
      var next = 0
      var done = 0
      var results: [Result<Output, BenchError>?]
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }

    func take() -> Int? {
      state.withLock { state in
        guard state.next < state.results.count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    func put(_ result: Result<Output, BenchError>, at index: Int) -> Int {
      state.withLock { state in
        state.results[index] = result
        state.done += 1
        return state.done
      }
    }

    func results() -> [Result<Output, BenchError>] {
      state.withLock { $0.results.compactMap { $0 } }
    }
  }
}
