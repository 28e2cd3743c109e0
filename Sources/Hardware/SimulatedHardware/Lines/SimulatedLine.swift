// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities
import Synchronization

/// How a simulated line fails.
public enum LineFault: Error, Equatable, Sendable {
  /// The line's chip is gone.
  case disconnected
}

/// One line that both sides can see: what an output drives, an input reads.
public final class SimulatedLine: Sendable {
  /// A change of level.
  public struct Edge: Equatable, Sendable {
    /// When it changed.
    public let at: Instant
    /// What it changed to.
    public let level: Level

    /// Makes a change.
    public init(at: Instant, level: Level) {
      self.at = at
      self.level = level
    }
  }

  private struct State {
    var level: Level
    var edges: [Edge] = []
    /// Edges that no input has taken, no more than `keptMax`.
    var kept: [Edge] = []
    var isConnected = true
  }

  /// Edges that are kept for the input: of more the newest are lost, as by Linux's GPIO v1.
  public static let keptMax = 16

  private let clock: VirtualClock
  private let state: Mutex<State>

  /// Makes a line at a level.
  public init(clock: VirtualClock, level: Level = .low) {
    self.clock = clock
    self.state = Mutex(State(level: level))
  }

  /// The level now.
  public var level: Level { state.withLock { $0.level } }

  /// All changes since the start.
  public var edges: [Edge] { state.withLock { $0.edges } }

  /// The line as an output.
  public var output: SimulatedOutput { SimulatedOutput(line: self) }

  /// The line as an input, which sees what changes from now on.
  public var input: SimulatedInput {
    state.withLock { $0.kept = [] }
    return SimulatedInput(line: self)
  }

  /// Sets the level from outside: a button, a comparator.
  public func drive(_ level: Level) {
    let edge = Edge(at: clock.now, level: level)
    state.withLock { state in
      if state.level != level {
        state.edges.append(edge)
        if state.kept.count < Self.keptMax { state.kept.append(edge) }
      }
      state.level = level
    }
  }

  fileprivate func takeEdge() -> Edge? {
    state.withLock { $0.kept.isEmpty ? nil : $0.kept.removeFirst() }
  }

  /// Makes every later access fail, or work again.
  public func setConnected(_ isConnected: Bool) {
    state.withLock { $0.isConnected = isConnected }
  }

  func check() throws(LineFault) {
    if !state.withLock({ $0.isConnected }) { throw .disconnected }
  }
}

/// A simulated line that is driven.
public struct SimulatedOutput: DigitalOutput, Sendable {
  private let line: SimulatedLine

  init(line: SimulatedLine) { self.line = line }

  /// Drives the line.
  public mutating func set(_ level: Level) throws(LineFault) {
    try line.check()
    line.drive(level)
  }
}

/// A simulated line that is read.
public struct SimulatedInput: DigitalInput, Sendable {
  private let line: SimulatedLine

  init(line: SimulatedLine) { self.line = line }

  /// Reads the line now.
  public mutating func level() throws(LineFault) -> Level {
    try line.check()
    return line.level
  }

  /// Takes the oldest edge that is kept.
  public mutating func nextChange() throws(LineFault) -> LevelChange? {
    try line.check()
    return line.takeEdge().map { LevelChange($0.level, at: $0.at) }
  }
}
