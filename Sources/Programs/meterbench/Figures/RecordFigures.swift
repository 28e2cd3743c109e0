// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import Recording

/// Figures over a whole record: no window, direct components included.
///
/// Each is one division and one product of exact integers, done last, in Double. The current is
/// that of the ×16 channel where it clipped nowhere in the record, else of the ×1 channel.
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
  /// nil on a dead line and where the record is too short.
  var frequencyHertz: Double?
  /// Net: export is negative.
  var energyWattHours: Double
  /// The mean.
  var voltageDirectVolts: Double?
  /// The mean.
  var currentDirectAmperes: Double?
  /// The part of the energy that the direct components make.
  var energyDirectWattHours: Double

  /// Reads a recording through.
  init(_ recording: RecordingFile) throws(BenchError) {
    let frontEnd = try recording.head().frontEnd
    var sums = try WholeRecord(checking: frontEnd, file: recording.file)
    var time = RecordTime(frontEnd)
    try recording.play { frame, _ in
      guard case .samples(let stamp, let count) = frame.kind, count > 0 else { return }
      if time.add(stamp, count) { sums.endRun() }
      for index in 0..<count { sums.add(frame.set(at: index)) }
    }
    sums.endRun()
    self.init(sums, frontEnd, seconds: time.seconds)
    frequencyHertz = try recordFrequency(recording)
  }

  /// Turns sums into figures; the frequency is not among them.
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

/// The time that a record spans: its sets, and the dead time between its runs as the meter counts
/// it. Gaps are not in it.
private struct RecordTime {
  private let rate: Ratio
  private var sets = 0
  private var dead: Int64 = 0
  private var lastEnd: Instant?

  init(_ frontEnd: FrontEnd) { rate = frontEnd.rate }

  /// Takes the next run; true where it does not follow the last at the sampling period.
  mutating func add(_ stamp: SampleStamp, _ count: Int) -> Bool {
    sets += count
    defer { lastEnd = stamp.end }
    guard let lastEnd else { return false }
    let passed = Int64(clamping: stamp.end.since(lastEnd))
    let between = passed - rate.dividing(Int64(count) * 1_000_000_000)
    guard abs(between) > 1 else { return false }
    if between.magnitude <= SampleStream.deadNanosecondsMax.magnitude { dead += between }
    return true
  }

  var seconds: Double { Double(sets) / rate.double + Double(dead) / 1e9 }
}
