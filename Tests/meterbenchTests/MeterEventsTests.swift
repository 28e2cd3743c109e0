// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Testing

@testable import meterbench

/// The meter's own dips and swells against those of `figures.json`: a cycle for start and duration,
/// 0.2 % of the declared voltage for what was left; in the power swing 1 %, its README's tolerance.
///
/// The meter learns the frequency block by block; the figures' half cycles are those of one
/// frequency fitted to the whole record. In the power swing these differ: its voltage crosses 50.1
/// times a second, the fit is 49.72 Hz, and the RMS voltage changes by up to 21 V from one half
/// cycle to the next. What hangs on where in the cycle a half cycle ends is
/// named here with the voltages that decide; float64 with the figures' own half cycles, moved by
/// less than one, says of each what the meter says.
@Suite(.enabled(if: RealRecordings.arePresent || RealRecordings.isContinuousIntegration))
struct MeterEventsTests {
  typealias Known = RealRecordings.Truth.Event

  /// Events of the power swing, by their begins in milliseconds.
  private enum Hanging {
    /// In the figures, and not like this in the meter. A swell from 253.00 V, 253.52 V at its
    /// highest: moved by 0.5 ms its cycles reach 252.98 V and it is none, moved by 6 ms they reach
    /// 258.8 V and it begins a cycle sooner. And a dip that ends at 211.60 V: at 6.05 s its cycles
    /// reach 211.15 V and it goes on, moved by 3 ms they reach 211.71 V and it ends, and another
    /// begins.
    static let known = [3_077, 5_953]
    /// What the meter has in their place.
    static let measured = [3_054, 5_956, 6_096]
  }

  /// Whether two are the same event.
  private static func agree(_ event: VoltageEvent, _ known: Known, _ truth: RealRecordings.Truth)
    -> Bool
  {
    // The figures are printed in whole milliseconds.
    let cycle = 1 / (truth.figures.f ?? 60) + 1e-3
    guard event.kind.rawValue == known.kind,
      (event.durationSeconds == nil) == (known.duration_s == nil)
    else { return false }
    return abs(event.startSeconds - known.start_s) <= cycle
      && abs((event.durationSeconds ?? 0) - (known.duration_s ?? 0)) <= cycle
      && abs(event.residualVolts - known.residual_V)
        <= (isSwing(truth) ? 0.01 : 0.002) * truth.declaredVoltage_V
  }

  private static func isSwing(_ truth: RealRecordings.Truth) -> Bool {
    truth.kind == "power-swing"
  }

  private static func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1e3).rounded()) }

  @Test(
    "No dip or swell is missed, none is invented, and each is where and as deep as it was",
    arguments: RealRecordings.names)
  func events(name: String) throws {
    let (meter, truth) = try MeterOnRealRecordingsTests.meter(name)
    let isSwing = Self.isSwing(truth)
    let missed = truth.events.filter { known in
      !meter.events.contains { Self.agree($0, known, truth) }
    }
    let invented = meter.events.filter { event in
      !truth.events.contains { Self.agree(event, $0, truth) }
    }
    #expect(missed.map { Self.milliseconds($0.start_s) } == (isSwing ? Hanging.known : []))
    #expect(
      invented.map { Self.milliseconds($0.startSeconds) } == (isSwing ? Hanging.measured : []))
    let added = isSwing ? Hanging.measured.count - Hanging.known.count : 0
    #expect(meter.events.count == truth.events.count + added)
    #expect(meter.events.map(\.startSeconds) == meter.events.map(\.startSeconds).sorted())
  }

  @Test("What hangs on where half cycles end, float64 says too with half cycles moved as far")
  func hanging() throws {
    let names = RealRecordings.names.filter { RealRecordings.truths[$0].map(Self.isSwing) == true }
    #expect(names.count == 1)
    for name in names {
      let (meter, truth) = try MeterOnRealRecordingsTests.meter(name)
      let moved = try Self.movedEvents(name, truth)
      let float = moved.flatMap { $0 }
      for event in meter.events {
        let known = Known(
          kind: event.kind.rawValue, start_s: event.startSeconds,
          duration_s: event.durationSeconds, residual_V: event.residualVolts)
        #expect(float.contains { Self.agree($0, known, truth) }, "\(event)")
      }
      // The same rules and the same samples do not agree with themselves.
      let counts = Set(moved.map(\.count))
      #expect(counts.count > 1, "\(counts)")
      #expect(moved[0].count == truth.events.count)
    }
  }

  /// The events of float64 on the figures' half cycles, which begin 0 to 9 tenths of one later.
  private static func movedEvents(
    _ name: String, _ truth: RealRecordings.Truth
  ) throws -> [[VoltageEvent]] {
    let waveform = try Waveform(loadingCOMTRADE: RealRecordings.path(name), ChannelWishes())
    let rate = truth.figures.fs
    let hertz = try #require(truth.figures.f)
    let gain = waveform.frontEnd.voltage.gain.double / 1e6
    return (0..<10).map { tenth in
      let skipped = Int((Double(tenth) / 10 * rate / hertz / 2).rounded())
      var finder = VoltageEvents(
        rate: rate, hertz: hertz, declaredVolts: truth.declaredVoltage_V)
      finder.resume(atSeconds: Double(skipped) / rate)
      for set in waveform.sets.dropFirst(skipped) { finder.add(Double(set.voltage) * gain) }
      return finder.events
    }
  }
}
