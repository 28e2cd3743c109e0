// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities
import Synchronization

/// Time that passes only when something says so. Any thread may read and advance it.
public final class VirtualClock: Sendable {
  private struct State {
    var nanoseconds: UInt64
    var origin: UTC?
  }
  private let state: Mutex<State>

  /// Starts at an instant; `origin` is universal time at instant zero, nil while unknown.
  public init(start: Instant = .zero, utcAtZero origin: UTC? = nil) {
    state = Mutex(State(nanoseconds: start.nanoseconds, origin: origin))
  }

  /// The present.
  public var now: Instant {
    Instant(nanoseconds: state.withLock { $0.nanoseconds })
  }

  /// Universal time of the present, or nil while unknown. Rounding: down to milliseconds.
  public var utc: UTC? {
    state.withLock { state in
      state.origin.map { UTC(milliseconds: $0.milliseconds + Int64(state.nanoseconds / 1_000_000)) }
    }
  }

  /// Lets time pass.
  public func advance(nanoseconds: UInt64) {
    state.withLock { $0.nanoseconds += nanoseconds }
  }

  /// Lets time pass up to an instant; nothing where that is past.
  public func advance(to instant: Instant) {
    state.withLock { $0.nanoseconds = max($0.nanoseconds, instant.nanoseconds) }
  }

  /// Sets what universal time was at instant zero; nil makes it unknown.
  public func setUTC(atZero origin: UTC?) {
    state.withLock { $0.origin = origin }
  }

  /// A view of this clock for code that takes a `Clock` or a `Delay`.
  public var clock: VirtualTime { VirtualTime(clock: self) }
}

/// Reads a virtual clock, and pauses by letting its time pass.
public struct VirtualTime: Clock, Delay, Sendable {
  private let clock: VirtualClock

  /// Makes a view of a clock.
  public init(clock: VirtualClock) { self.clock = clock }

  /// The clock's present.
  public mutating func now() -> Instant { clock.now }

  /// The clock's universal time.
  public mutating func utc() -> UTC? { clock.utc }

  /// Lets exactly so much time pass.
  public mutating func pause(nanoseconds: UInt64) { clock.advance(nanoseconds: nanoseconds) }
}
