// SPDX-License-Identifier: Apache-2.0

/// What happened to the voltage, and when.
struct VoltageEvent: Equatable {
  enum Kind: String, Encodable {
    case dip, swell, interruption
    /// A rapid voltage change.
    case rapidVoltageChange = "rvc"
  }

  var kind: Kind
  /// After the first set. Unit: seconds.
  var startSeconds: Double
  /// nil where it is still under way at the end. Unit: seconds.
  var durationSeconds: Double?
  /// The voltage that was left at the deepest, or reached at the highest. Unit: volts.
  var residualVolts: Double
}

/// Dips and swells of a whole record [IEC 61000-4-30 5.4]: below 90 % of the declared voltage until
/// 92 % are reached again, above 110 % until 108 %.
///
/// RMS voltages are those of one cycle, renewed each half cycle; the half cycles are exact, of one
/// frequency, from the first set on. An event starts and ends where the cycle that crossed the
/// threshold ends. A voltage that is all but gone is a dip here.
struct VoltageEvents {
  static let thresholds = (dip: 0.90, dipEnd: 0.92, swell: 1.10, swellEnd: 1.08)

  private let declared: Double
  private let rate: Double
  private let setsPerHalf: Double
  /// When the half cycles began. Unit: seconds.
  private var origin = 0.0
  private var sets = 0.0
  private var halves = 0
  private var squares = 0.0
  private var previousMean: Double?
  private var open: VoltageEvent?
  private var ended: [VoltageEvent] = []

  /// - Parameters: sets a second, hertz, volts. Range: from four sets a cycle.
  init(rate: Double, hertz: Double, declaredVolts: Double) {
    declared = declaredVolts
    self.rate = rate
    setsPerHalf = rate / hertz / 2
  }

  /// All events, the one that is still under way last.
  var events: [VoltageEvent] { ended + (open.map { [$0] } ?? []) }

  /// The next set begins so long after the first: what lies between is not known.
  mutating func resume(atSeconds seconds: Double) {
    (origin, sets, halves, squares, previousMean) = (seconds, 0, 0, 0, nil)
  }

  /// Takes the next voltage.
  mutating func add(_ volts: Double) {
    let boundary = Double(halves + 1) * setsPerHalf
    let square = volts * volts
    guard sets + 1 >= boundary else {
      sets += 1
      squares += square
      return
    }
    // A set that two half cycles share.
    let part = boundary - sets
    endHalf((squares + square * part) / setsPerHalf)
    squares = square * (1 - part)
    sets += 1
  }

  private mutating func endHalf(_ mean: Double) {
    halves += 1
    defer { previousMean = mean }
    guard let previousMean else { return }
    let volts = (max(0, previousMean + mean) / 2).squareRoot()
    take(volts, origin + Double(halves) * setsPerHalf / rate)
  }

  private mutating func take(_ volts: Double, _ seconds: Double) {
    let share = volts / declared
    if var event = open {
      let isDip = event.kind == .dip
      if isDip ? share >= Self.thresholds.dipEnd : share <= Self.thresholds.swellEnd {
        event.durationSeconds = seconds - event.startSeconds
        ended.append(event)
        open = nil
      } else {
        let extreme = isDip ? min(event.residualVolts, volts) : max(event.residualVolts, volts)
        event.residualVolts = extreme
        open = event
        return
      }
    }
    let kind: VoltageEvent.Kind? =
      share < Self.thresholds.dip ? .dip : share > Self.thresholds.swell ? .swell : nil
    guard let kind else { return }
    open = VoltageEvent(
      kind: kind, startSeconds: seconds, durationSeconds: nil, residualVolts: volts)
  }
}
