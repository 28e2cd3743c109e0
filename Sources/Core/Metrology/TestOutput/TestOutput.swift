// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What outlives a restart, so that no part of a pulse is lost or told twice.
public struct TestOutputState: Equatable, Sendable {
  /// The constant that `residual` is for. Unit: impulses per kilowatt-hour.
  public var impulsesPerKilowattHour = 1_000
  /// What made no pulse yet: the rest, and the pulses that are to come.
  /// Unit: 2^-64 microwatt-hours times the constant; a kilowatt-hour's worth is a pulse.
  public var residual: Int128 = 0

  /// Nothing yet.
  public init() {}
}

/// A change of the output.
public struct TestOutputChange: Equatable, Sendable {
  /// Whether the output is on from now.
  public var isOn: Bool
  /// When it was due.
  public var instant: Instant
}

/// Turns registered energy into pulses of a constant worth.
///
/// The rest that makes no whole pulse only grows and is exact: after N kWh there were N times the
/// constant. The edge of a pulse lies where, at constant power over the stretch, its energy
/// was complete; it comes out later by one constant delay. Pulses never overtake each other.
///
/// Where more pulses are due than pulse and pause let out, they come late and none is lost; so do
/// those that find the queue full, up to 2^30 of them. `isOverloaded` says so meanwhile.
///
/// - Rounding: edges down to the nanosecond. Allocates: never.
public struct TestOutput: Sendable {
  /// One pulse: a kilowatt-hour in 2^-64 microwatt-hours. Below 2^94.
  static let pulse = Int128(1_000_000_000) << 64
  /// The most energy of one stretch, 68 kWh; more is no measurement and is refused.
  static let energyMax = Int128(1) << 100
  static let owedMax: UInt64 = 1 << 30

  /// How it makes pulses.
  public let parameters: TestOutputParameters
  /// Whether the output is on.
  public private(set) var isOn = false
  /// Pulses that came out.
  public private(set) var pulses: UInt64 = 0
  /// Pulses that found the queue full.
  public private(set) var overflows: UInt64 = 0
  /// Stretches whose energy was no measurement.
  public private(set) var refusals: UInt64 = 0
  private var queue = PulseQueue()
  /// Range: 0 ..< `pulse`, more only after a restart.
  private var residual: Int128
  private var lastEdge = Instant.zero
  /// Pulses that wait for a place in the queue.
  private var owed: UInt64 = 0
  private var changedAt: Instant?
  private var isLate = false

  /// Goes on from a state; nil where the parameters are not usable.
  public init?(_ parameters: TestOutputParameters, state: TestOutputState = TestOutputState()) {
    guard parameters.isUsable else { return nil }
    self.parameters = parameters
    residual = max(0, min(state.residual, Self.pulse << 30))
    let constant = state.impulsesPerKilowattHour
    if constant != parameters.impulsesPerKilowattHour {
      let energy = constant > 0 ? residual / Int128(constant) : 0
      residual = min(energy, Self.energyMax) * Int128(parameters.impulsesPerKilowattHour)
    }
  }

  /// The rest that made no pulse yet, of all that was registered: whole kilowatt-hours make whole
  /// pulses. So a meter that kept its registers kept its rest.
  public static func residual(
    _ energyImport: Q64_64, _ energyExport: Q64_64, _ parameters: TestOutputParameters
  ) -> Int128 {
    // Range: each below 2^94, a rest of a kilowatt-hour; with the constant below 2^112.
    let rests =
      switch parameters.direction {
      case .both: energyImport.raw % pulse + energyExport.raw % pulse
      case .energyImport: energyImport.raw % pulse
      case .energyExport: energyExport.raw % pulse
      }
    return max(0, rests) * Int128(parameters.impulsesPerKilowattHour) % pulse
  }

  /// What is to be saved.
  public var state: TestOutputState {
    var state = TestOutputState()
    state.impulsesPerKilowattHour = parameters.impulsesPerKilowattHour
    let pending = Int128(owed) + Int128(queue.count)
    state.residual = residual.addingSaturating(pending * Self.pulse)
    return state
  }

  /// Whether pulses come later than their delay: the power is above what pulse and pause permit,
  /// or was and they catch up.
  public var isOverloaded: Bool { owed > 0 || isLate }

  /// Takes the energy of the next stretch, as it was registered.
  public mutating func add(_ energy: Q64_64, from start: Instant, to end: Instant) {
    let counted = counted(energy.raw)
    guard counted > 0 else { return }
    guard counted <= Self.energyMax else { return refusals = refusals.addingSaturating(1) }
    // Range: 2^100 times 2^17, and the residual: below 2^125.
    let worth = counted * Int128(parameters.impulsesPerKilowattHour)
    let before = residual
    let due = (before + worth) / Self.pulse
    residual = (before + worth) % Self.pulse
    var made: Int128 = 0
    while made < due, owed == 0, !queue.isFull {
      made += 1
      let part = EdgePart(made * Self.pulse - before, of: worth)
      schedule(part.instant(from: start, to: end))
    }
    guard made < due else { return }
    lastEdge = max(lastEdge, end.later(by: parameters.delayNanoseconds))
    let rest = UInt64(min(due - made, Int128(Self.owedMax)))
    overflows = overflows.addingSaturating(rest)
    owed = min(Self.owedMax, owed + rest)
  }

  /// When the output changes next; nil where no pulse is known.
  public var nextEdge: Instant? {
    if isOn { return changedAt.map { $0.later(by: parameters.pulseNanoseconds) } }
    guard let first = queue.first else { return nil }
    return max(first, pauseEnd)
  }

  /// The next change that is due, if any; it is carried out now.
  ///
  /// Pulse and pause count from when a change was carried out: called late, they move, and no
  /// pulse becomes too short.
  public mutating func next(at now: Instant) -> TestOutputChange? {
    guard let edge = nextEdge, edge <= now else { return nil }
    if !isOn {
      isLate = pauseEnd > (queue.first ?? pauseEnd)
      queue.removeFirst()
      pulses = pulses.addingSaturating(1)
      if owed > 0 {
        owed -= 1
        queue.append(lastEdge)
      }
    }
    isOn.toggle()
    changedAt = now
    return TestOutputChange(isOn: isOn, instant: edge)
  }

  private var pauseEnd: Instant {
    changedAt.map { $0.later(by: parameters.pauseNanoseconds) } ?? .zero
  }

  private mutating func schedule(_ edge: Instant) {
    lastEdge = max(lastEdge, edge.later(by: parameters.delayNanoseconds))
    queue.append(lastEdge)
  }

  private func counted(_ raw: Int128) -> Int128 {
    switch parameters.direction {
    case .both: raw == .min ? .max : abs(raw)
    case .energyImport: raw
    case .energyExport: raw == .min ? .max : -raw
    }
  }
}

/// The part of a stretch's energy at which a pulse is complete.
private struct EdgePart {
  /// Both below 2^63.
  private let part: UInt128
  private let whole: UInt128

  init(_ part: Int128, of whole: Int128) {
    // Rounding: the part keeps 62 bits, so an hour is divided to below a nanosecond.
    let shift = max(0, 128 - whole.leadingZeroBitCount - 62)
    self.part = UInt128(max(0, min(part, whole)) >> shift)
    self.whole = UInt128(max(1, whole >> shift))
  }

  func instant(from start: Instant, to end: Instant) -> Instant {
    guard start < end else { return end }
    return start.later(by: UInt64(UInt128(end.since(start)) * part / whole))
  }
}
