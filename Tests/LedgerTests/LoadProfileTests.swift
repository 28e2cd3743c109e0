// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import SimulatedHardware
import Testing

@Suite("Load profile")
struct LoadProfileTests {
  private static let quarter: Int64 = 1_700_000_100_000

  private static func entry(
    _ index: UInt64, number: Int64, wattHours: Int64 = 1, minutes: UInt8 = 15
  ) -> ProfileEntry {
    var entry = ProfileEntry(
      index: index, minutes: minutes, channels: [.activeImport, .activeExport, nil, nil])
    entry.start = UTC(milliseconds: number * Int64(minutes) * 60_000)
    entry.duration = UInt32(minutes) * 60_000
    entry.energies[0] = totals(wattHours).energyImport.value
    return entry
  }

  @Test("The newest 96 are held, each under its number; the oldest make room")
  func ring() {
    var profile = LoadProfile()
    #expect(profile.newest == nil)
    for number in Int64(1_000)..<1_200 {
      profile.add(Self.entry(UInt64(number), number: number))
    }
    #expect(profile.newest?.number == 1_199)
    for number in Int64(990)..<1_210 {
      let isHeld = number >= 1_104 && number < 1_200
      #expect((profile[number, 15] != nil) == isHeld, "\(number)")
      #expect(profile[number, 30] == nil)
    }
    #expect(profile[-1, 15] == nil && profile[.min, 15] == nil && profile[.max, 60] == nil)
  }

  @Test("An interval told again takes its own place; a second piece of one is added")
  func pieces() throws {
    var profile = LoadProfile()
    profile.add(Self.entry(3, number: 7, wattHours: 5))
    profile.add(Self.entry(3, number: 7, wattHours: 4))
    #expect(profile[7, 15]?.energies == totals(4))
    #expect(profile[7, 15]?.isIncomplete == false)
    profile.add(Self.entry(4, number: 7, wattHours: 2))
    #expect(profile[7, 15]?.energies == totals(6))
    #expect(profile[7, 15]?.isIncomplete == true)
    profile.add(Self.entry(5, number: 6))
    #expect(profile.newest?.number == 7)
    var unknown = Self.entry(6, number: 8)
    unknown.start = nil
    profile.add(unknown)
    #expect(profile.newest?.number == 7)
  }

  /// Registers that go through times, and the intervals that end.
  private struct Run {
    var registers = Registers()
    var entries: [ProfileEntry] = []
    var parameters = ProfileParameters.standard
    var conditions = ProfileConditions()

    mutating func step(_ time: BookingTime, wattHours: Int64 = 0) {
      registers.energyImport.add(totals(wattHours).energyImport.value)
      if let entry = registers.advanceProfile(to: time, parameters, conditions) {
        entries.append(entry)
      }
    }

    var energies: [Int128] { entries.map { ($0.energies[0].raw >> 64) / 1_000_000 } }
    var starts: [Int64?] { entries.map { $0.start.map { $0.milliseconds - quarter } } }
    var durations: [UInt32] { entries.map { $0.duration / 1_000 } }
  }

  @Test("Intervals that follow each other tile the time; one that began late is shorter")
  func follows() {
    var run = Run()
    run.step(time(Self.quarter + 60_000))
    run.step(time(Self.quarter + 900_150), wattHours: 10)
    run.step(time(Self.quarter + 1_800_010), wattHours: 20)
    run.step(time(Self.quarter + 2_700_000), wattHours: 30)
    #expect(run.energies == [10, 20, 30])
    #expect(run.starts == [60_000, 900_000, 1_800_000])
    #expect(run.durations == [840, 900, 900])
    #expect(run.entries.map(\.status) == [.partial, [], []] as [ProfileStatus])
    #expect(run.entries.map(\.index) == [0, 1, 2])
  }

  @Test("A clock that is set splits the interval: each piece has its time, its energy and its mark")
  func clockSet() {
    var run = Run()
    func at(_ milliseconds: Int64, since seconds: UInt64, set: Bool = false) -> BookingTime {
      BookingTime(
        sinceStart: seconds * 1_000_000_000, utc: UTC(milliseconds: Self.quarter + milliseconds),
        wasSet: set)
    }
    run.step(at(0, since: 0))
    run.step(at(7_200_000, since: 300, set: true), wattHours: 4)
    run.step(at(8_100_000, since: 1_200), wattHours: 5)
    run.step(at(60_000, since: 1_260, set: true), wattHours: 6)
    run.step(at(900_000, since: 2_100), wattHours: 7)
    #expect(run.energies == [4, 5, 6, 7])
    #expect(run.starts == [0, 7_200_000, 8_100_000, 60_000])
    #expect(run.durations == [300, 900, 60, 840])
    #expect(
      run.entries.map(\.status) == [
        [.clockSet, .partial], .clockSet, [.clockSet, .partial], [.clockSet, .partial],
      ])
  }

  @Test("Without a clock intervals follow the start, are marked, and end when the clock is learnt")
  func clockUnknown() {
    var run = Run()
    run.step(unknown(0))
    run.step(unknown(900_000), wattHours: 3)
    run.step(
      BookingTime(sinceStart: 1_000_000_000_000, utc: UTC(milliseconds: Self.quarter + 100_000)),
      wattHours: 4)
    run.step(time(Self.quarter + 900_000), wattHours: 5)
    #expect(run.energies == [3, 4, 5])
    #expect(run.starts == [nil, nil, 100_000])
    #expect(run.durations == [900, 100, 800])
    #expect(run.entries.map { $0.status.contains(.clockUnknown) } == [true, true, false])
    #expect(run.entries.map { $0.status.contains(.clockSet) } == [false, true, false])
  }

  @Test("What a failed supply left is marked; one that no clock knew is over with the restart")
  func powerFailure() {
    var run = Run()
    run.step(time(Self.quarter))
    run.registers.profile.restarted()
    run.step(time(Self.quarter + 600_000), wattHours: 2)
    #expect(run.entries.isEmpty)
    run.step(time(Self.quarter + 4_000_000), wattHours: 3)
    run.step(time(Self.quarter + 4_500_000), wattHours: 1)
    #expect(run.energies == [5, 1])
    #expect(run.starts == [0, 4_000_000])
    #expect(run.durations == [900, 500])
    #expect(run.entries.map(\.status) == [[.powerFailure, .partial], .partial])
    var clockless = Run()
    clockless.step(unknown(0))
    clockless.registers.profile.restarted()
    clockless.step(unknown(0), wattHours: 2)
    #expect(clockless.energies == [2])
    #expect(clockless.durations == [0])
    #expect(clockless.entries[0].status == [.powerFailure, .partial, .clockUnknown])
  }

  @Test("Gaps, voltage events, constants of nobody, tier and price are told of each interval")
  func conditions() {
    var run = Run()
    run.conditions = ProfileConditions(
      price: IntervalPrice(value: 7, trailingDigits: 2, currency: 978), isCalibrated: false)
    run.step(time(Self.quarter))
    run.conditions = ProfileConditions()
    run.registers.gapNanoseconds += 1
    run.registers.demand.switched(to: 5, run.registers.active)
    run.step(time(Self.quarter + 900_000))
    run.registers.events.swells += 1
    run.step(time(Self.quarter + 1_800_000))
    #expect(run.entries.map(\.status) == [[.gap, .uncalibrated], .event])
    #expect(run.entries.map(\.tier) == [5, 5])
    #expect(run.entries.map { $0.price?.value } == [7, nil])
  }

  @Test("Lengths are the divisors of the hour", arguments: UInt8(0)...61)
  func lengths(_ minutes: UInt8) throws {
    let isLength = minutes > 0 && 60 % Int(minutes) == 0
    let parameters = ProfileParameters(minutes: minutes)
    #expect((parameters != nil) == isLength)
    guard let parameters else { return }
    var run = Run()
    run.parameters = parameters
    let hour: Int64 = 1_699_999_200_000
    for minute in Int64(0)...60 { run.step(time(hour + minute * 60_000), wattHours: 1) }
    #expect(run.entries.count == 60 / Int(minutes))
    #expect(run.energies.allSatisfy { $0 == Int128(minutes) })
  }

  @Test("Channels record what they name; reactive import is the sum of two quadrants")
  func channels() {
    var energies = EnergyRegisters()
    energies.energyImport.value.raw = 1
    energies.fundamentalActiveExport.value.raw = 2
    energies.reactive.quadrantI.value.raw = 10
    energies.reactive.quadrantII.value.raw = 20
    energies.reactive.quadrantIII.value.raw = 40
    energies.reactive.quadrantIV.value.raw = .max
    energies.apparentExport.value.raw = 5
    let expected: [(ProfileChannel, Int128)] = [
      (.activeImport, 1), (.activeExport, 0), (.fundamentalActiveExport, 2), (.quadrantI, 10),
      (.quadrantII, 20), (.quadrantIII, 40), (.quadrantIV, .max), (.apparentExport, 5),
      (.reactiveImport, 30), (.reactiveExport, .max),
    ]
    for (channel, raw) in expected { #expect(energies.value(channel).raw == raw, "\(channel)") }
  }

  @Test("Whatever the clock does, the intervals hold every energy once, and the slot keeps them")
  func property() throws {
    for seed in UInt64(0)..<60 {
      var random = SplitMix64(seed: seed)
      var run = Run()
      run.parameters = try #require(ProfileParameters(minutes: [1, 5, 15, 60][Int(seed % 4)]))
      var (clock, since): (Int64?, UInt64) = (nil, 0)
      for _ in 0..<300 {
        let pass = random.next() % 400_000
        since += pass
        clock = clock.map { $0 + Int64(pass) }
        var wasSet = false
        switch random.next() % 40 {
        case 0:
          wasSet = clock != nil
          clock = Self.quarter + Int64(random.next() % 100_000_000)
        case 1:
          clock = nil
        case 2:
          run.registers.profile.restarted()
          since = 0
        default: break
        }
        run.step(
          BookingTime(
            sinceStart: since * 1_000_000, utc: clock.map(UTC.init(milliseconds:)),
            wasSet: wasSet),
          wattHours: Int64(random.next() % 9))
        guard random.next() % 8 == 0 else { continue }
        var ledger = Ledger.empty
        let image = try ledger.save(run.registers)
        let slot = [UInt8](repeating: 0, count: SlotFormat.length)
        #expect(
          restore(image.all, slot).0 == .registers(run.registers, isOtherDamaged: false),
          "seed \(seed)")
      }
      let open = run.registers.total.since(
        run.registers.profile.underWay?.totals ?? EnergyRegisters())
      let sum = run.entries.reduce(open.energyImport.value.raw) { $0 + $1.energies[0].raw }
      let begun = run.registers.energyImport.value.raw - sum
      // Nothing counts before the first step has begun an interval.
      #expect(begun >= 0 && begun <= Int128(8_000_000) << 64, "seed \(seed)")
      #expect(run.entries.map(\.index) == (0..<UInt64(run.entries.count)).map { $0 })
      #expect(run.entries.allSatisfy { $0.duration <= 3_600_000 })
    }
  }
}

private let quarter: Int64 = 1_700_000_100_000
