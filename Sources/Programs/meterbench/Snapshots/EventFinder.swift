// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities

/// Finds the voltage events in runs of samples, with the meter's own rules.
struct EventFinder: ~Copyable {
  private var stream: SampleStream
  private var halves: HalfCycleWatch

  /// - Parameter declaredVoltage: what events are measured by; nil takes the nominal voltage.
  init(_ frontEnd: FrontEnd, declaredVoltage: Voltage?, file: String) throws(BenchError) {
    let limits = VoltageEventLimits(
      declaredVoltage: declaredVoltage ?? frontEnd.nominalVoltage,
      nominalFrequency: frontEnd.nominalFrequency)
    guard let events = Metrology.VoltageEvents(limits) else {
      throw BenchError(.usage, file, "events cannot be measured by this declared voltage")
    }
    stream = try EventFinder.stream(frontEnd, file)
    halves = HalfCycleWatch(events: events)
  }

  private static func stream(
    _ frontEnd: FrontEnd, _ file: String
  ) throws(BenchError) -> SampleStream {
    do throws(FrontEndError) {
      return try SampleStream(frontEnd)
    } catch { throw BenchError(error, file: file) }
  }

  /// Takes a run, and gives each event that began in it, and each that ended: begun ones have no
  /// duration.
  mutating func add(_ sets: Span<SampleSet>, _ stamp: SampleStamp) -> [Metrology.VoltageEvent] {
    stream.add(sets, stamp, into: &halves)
    return halves.found.take()
  }

  /// Ends the event under way, its end unknown.
  mutating func finish() -> [Metrology.VoltageEvent] {
    stream.finish(into: &halves)
    halves.interrupted()
    return halves.found.take()
  }
}

/// Hands each cycle's voltage to the events.
private struct HalfCycleWatch: MeasurementSink {
  var events: Metrology.VoltageEvents
  var found = FoundEvents()

  init(events: Metrology.VoltageEvents) { self.events = events }

  mutating func passed(_ halfCycle: HalfCycle) {
    events.add(halfCycle, into: &found)
  }

  mutating func measured(_ block: BlockFigures) {}

  mutating func metered(_ step: EnergyStep) {}

  mutating func foresaw(_ energy: OpenEnergy) {}

  mutating func interrupted() { events.interrupted(into: &found) }
}

private struct FoundEvents: VoltageEventSink {
  private var events: [Metrology.VoltageEvent] = []

  mutating func began(_ event: Metrology.VoltageEvent) { events.append(event) }

  mutating func ended(_ event: Metrology.VoltageEvent) { events.append(event) }

  mutating func changed(_ change: RapidVoltageChange) {}

  mutating func take() -> [Metrology.VoltageEvent] {
    defer { events = [] }
    return events
  }
}
