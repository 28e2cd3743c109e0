// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Turns registered energy into pulses of a constant worth.
///
/// The rest that makes no whole pulse is exact: after N kWh there were N times the constant. The
/// edge of a pulse lies where, at constant power over the stretch, its energy was complete; it
/// comes out later by one constant delay. Pulses never overtake each other.
///
/// What a block meters is foreseen while it is open, so that the delay may be shorter than a block
/// is long. What is registered later settles it: a pulse that was foreseen is told once, and where
/// more was foreseen than is registered the next pulse waits until energy has made up for it. So
/// the pulses told are ahead of the registered energy by what the open block was foreseen at, and
/// of all energy by the error of one block; neither adds up from block to block.
///
/// What was not foreseen is told when it is registered. Where its edge is past by then, the pulse
/// comes at once.
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
  var queue = PulseQueue()
  /// What is registered and made no pulse. Range: 0 ..< `pulse`, more only after a restart.
  private(set) var residual: Int128
  /// What the open block was foreseen at, in the unit of `residual`. Range: below 2^117.
  var foreseen: Int128 = 0
  /// Pulses that were foreseen and whose energy is not in what was registered. Range: at most
  /// 2^30 after a restart, and what `residual` and `foreseen` make.
  var ahead: Int128 = 0
  private var lastEdge = Instant.zero
  /// Pulses that wait for a place in the queue.
  private(set) var owed: UInt64 = 0
  private var changedAt: Instant?
  private var isLate = false

  /// Goes on from a state; nil where the parameters are not usable.
  public init?(_ parameters: TestOutputParameters, state: TestOutputState = TestOutputState()) {
    guard parameters.isUsable else { return nil }
    self.parameters = parameters
    residual = state.residual(for: parameters.impulsesPerKilowattHour)
    if residual < 0 {
      ahead = (Self.pulse - 1 - residual) / Self.pulse
      residual += ahead * Self.pulse
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
    TestOutputState(parameters, residual: residual % Self.pulse, pending: pending)
  }

  /// Pulses whose energy is registered and that did not come out yet; below 0 where one came out
  /// whose energy was foreseen and is not registered. Range: -2^30 ... 2^31 - 1.
  public var pending: Int32 {
    // What is left of a restart lies in the residual until energy comes.
    let whole = min(residual / Self.pulse, Int128(Self.owedMax))
    let waiting = Int128(owed) + Int128(queue.count) + whole
    return Int32(clamping: waiting - min(ahead, Int128(Self.owedMax)))
  }

  /// Whether pulses come later than their delay: the power is above what pulse and pause permit,
  /// or was and they catch up.
  public var isOverloaded: Bool { owed > 0 || isLate }

  /// Forgets what was foreseen: what is added from here on is what was registered of it.
  public mutating func settle() { foreseen = 0 }

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
    var made = min(due, ahead)
    ahead -= made
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

  mutating func schedule(_ edge: Instant) {
    lastEdge = max(lastEdge, edge.later(by: parameters.delayNanoseconds))
    queue.append(lastEdge)
  }

  func counted(_ raw: Int128) -> Int128 {
    switch parameters.direction {
    case .both: raw == .min ? .max : abs(raw)
    case .energyImport: raw
    case .energyExport: raw == .min ? .max : -raw
    }
  }
}
