// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import Recording

/// Figures over a whole record: no window, direct components included.
///
/// The sums are exact integers; each figure of them is one division and one product, done last, in
/// Double. What needs a fit is computed in Double, over the part that `RecordPart` names. The
/// current is that of the ×16 channel where it clipped nowhere in the record, else of the ×1
/// channel.
struct RecordFigures: Equatable {
  var samples: Int
  var seconds: Double
  /// RMS.
  var voltageVolts: Double?
  /// RMS.
  var currentAmperes: Double?
  var activePowerWatts: Double?
  var apparentPowerVoltAmperes: Double?
  /// nil where there is no apparent power.
  var powerFactor: Double?
  /// nil on a dead line and where the record is too short; so are the four below it.
  var frequencyHertz: Double?
  /// Positive is import.
  var fundamentalActivePowerWatts: Double?
  /// Positive where the current lags.
  var fundamentalReactivePowerVars: Double?
  /// Orders 2 to 40, or as far as 0.45 of the rate allows; ratio to the fundamental.
  var thdVoltage: Double?
  /// As `thdVoltage`.
  var thdCurrent: Double?
  /// Net: export is negative.
  var energyWattHours: Double
  /// The mean.
  var voltageDirectVolts: Double?
  /// The mean.
  var currentDirectAmperes: Double?
  /// The part of the energy that the direct components make.
  var energyDirectWattHours: Double
  /// Dips and swells.
  var events: [VoltageEvent] = []

  /// Reads a recording through, twice: events need the frequency.
  ///
  /// - Parameter declaredVoltage: what events are measured by; nil takes the nominal voltage.
  init(
    _ recording: RecordingFile, declaredVoltage: Voltage? = nil
  ) throws(BenchError) {
    let frontEnd = try recording.head().frontEnd
    var sums = try WholeRecord(checking: frontEnd, file: recording.file)
    var time = RecordTime(frontEnd)
    var part = RecordPart()
    try recording.play { frame, _ in
      guard case .samples(let stamp, let count) = frame.kind, count > 0 else { return }
      let joint = time.add(stamp, count)
      if joint != .follows { sums.endRun() }
      part.add(frame, stamp, count: count, isAfterGap: joint == .gap)
      for index in 0..<count { sums.add(frame.set(at: index)) }
    }
    sums.endRun()
    self.init(sums, frontEnd, seconds: time.seconds)
    add(RecordFundamental(part, frontEnd, sums.range))
    let finder = VoltageEvents(
      rate: part.rate(frontEnd.rate) ?? frontEnd.rate.double,
      hertz: frequencyHertz ?? Double(frontEnd.nominalFrequency.rawValue),
      declaredVolts: Double((declaredVoltage ?? frontEnd.nominalVoltage).microvolts) / 1e6)
    events = try recording.events(finder, frontEnd)
  }

  private mutating func add(_ fundamental: RecordFundamental) {
    frequencyHertz = fundamental.frequencyHertz
    fundamentalActivePowerWatts = fundamental.activePowerWatts
    fundamentalReactivePowerVars = fundamental.reactivePowerVars
    thdVoltage = fundamental.thdVoltage
    thdCurrent = fundamental.thdCurrent
  }

  /// Turns sums into figures; what needs a fit is not among them.
  init(_ sums: WholeRecord, _ frontEnd: FrontEnd, seconds: Double) {
    samples = Int(sums.count)
    self.seconds = seconds
    let volts = frontEnd.voltage.gain.double / 1e6
    let channel = sums.range == .direct ? nil : frontEnd.currentAmplified
    let amperes = (channel ?? frontEnd.current).gain.double / 1e6
    let mean = { (sum: Int128) in sums.count == 0 ? nil : Double(sum) / Double(sums.count) }
    voltageVolts = mean(sums.voltageSquares).map { $0.squareRoot() * volts }
    currentAmperes = mean(sums.currentSquares).map { $0.squareRoot() * amperes }
    activePowerWatts = mean(sums.products).map { $0 / 0x1p32 * volts * amperes }
    voltageDirectVolts = mean(sums.voltage).map { $0 * volts }
    currentDirectAmperes = mean(sums.current).map { $0 * amperes }
    let hours = seconds / 3600
    energyWattHours = (activePowerWatts ?? 0) * hours
    energyDirectWattHours = (voltageDirectVolts ?? 0) * (currentDirectAmperes ?? 0) * hours
    if let voltageVolts, let currentAmperes, let activePowerWatts {
      let apparent = voltageVolts * currentAmperes
      apparentPowerVoltAmperes = apparent
      powerFactor = apparent > 0 ? max(-1, min(1, activePowerWatts / apparent)) : nil
    }
  }
}

extension WholeRecord {
  /// As `init(_:)`, with the file in the error.
  fileprivate init(checking frontEnd: FrontEnd, file: String) throws(BenchError) {
    do throws(FrontEndError) { try self.init(frontEnd) } catch {
      throw BenchError(error, file: file)
    }
  }
}

extension RecordingFile {
  /// Feeds all voltages to a search for events.
  fileprivate func events(
    _ start: VoltageEvents, _ frontEnd: FrontEnd
  ) throws(BenchError) -> [VoltageEvent] {
    var finder = start
    var time = RecordTime(frontEnd)
    var first: Instant?
    let volts = frontEnd.voltage.gain.double / 1e6
    try play { frame, _ in
      guard case .samples(let stamp, let count) = frame.kind, count > 0 else { return }
      first = first ?? stamp.start
      if time.add(stamp, count) == .gap {
        finder.resume(atSeconds: Double(stamp.start.since(first ?? stamp.start)) / 1e9)
      }
      for index in 0..<count { finder.add(Double(frame.set(at: index).voltage) * volts) }
    }
    return finder.events
  }
}

/// The time that a record spans: its sets, and the dead time between its runs as the meter counts
/// it. Gaps are not in it.
private struct RecordTime {
  /// How a run joins the last one.
  enum Joint {
    /// At the sampling period.
    case follows
    /// After dead time.
    case dead
    case gap
  }

  private let rate: Ratio
  private var sets = 0
  private var dead: Int64 = 0
  private var lastEnd: Instant?

  init(_ frontEnd: FrontEnd) { rate = frontEnd.rate }

  /// Takes the next run.
  mutating func add(_ stamp: SampleStamp, _ count: Int) -> Joint {
    sets += count
    defer { lastEnd = stamp.end }
    guard let lastEnd else { return .follows }
    let passed = Int64(clamping: stamp.end.since(lastEnd))
    let between = passed - rate.dividing(Int64(count) * 1_000_000_000)
    guard abs(between) > 1 else { return .follows }
    guard between.magnitude <= SampleStream.deadNanosecondsMax.magnitude else { return .gap }
    dead += between
    return .dead
  }

  var seconds: Double { Double(sets) / rate.double + Double(dead) / 1e9 }
}
