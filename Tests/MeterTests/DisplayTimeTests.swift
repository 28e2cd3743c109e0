// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Testing

@testable import Meter

/// What the display does by itself, and for how long it does what a person wanted.
@Suite struct DisplayTimeTests {
  /// Presses the button for 200 ms, at so many milliseconds.
  private static func press(_ meter: inout Meter, at milliseconds: UInt64, _ output: inout Gathered)
  {
    for (isHigh, time) in [(false, milliseconds), (true, milliseconds + 200)] {
      let now = Instant(nanoseconds: time * 1_000_000)
      meter.changed(line: InputLine.pageButton.rawValue, isHigh: isHigh, at: now, &output)
      meter.ticked(at: now, utc: nil, &output)
    }
  }

  /// The first line of what stands there, at each half second of a span.
  private static func seen(
    _ meter: inout Meter, _ span: ClosedRange<UInt64>, _ output: inout Gathered
  ) -> [String] {
    stride(from: span.lowerBound, through: span.upperBound, by: 500).map { milliseconds in
      meter.ticked(milliseconds: milliseconds, &output)
      return output.screens.last?.lines[0] ?? ""
    }
  }

  @Test("Pages turn by themselves; one that a person turned to stands, then the registers come")
  func scroll() throws {
    var meter = try restored()
    var output = Gathered()
    let first = Self.seen(&meter, 0...9_500, &output)
    #expect(Set(first[..<10]) == ["      - V       - Hz"])
    #expect(Set(first[10...]) == ["Import           kWh"])
    Self.press(&meter, at: 9_600, &output)
    Self.press(&meter, at: 10_000, &output)
    // From the energies over the radio's page to that of identity: 30 s, though it is by hand.
    let stands = Self.seen(&meter, 10_500...40_000, &output)
    #expect(Set(stands) == ["LastMeter 0.1.0     "])
    #expect(Self.seen(&meter, 40_500...40_500, &output) == ["Import           kWh"])
    // A converter that was never heard is an alarm.
    #expect(Self.seen(&meter, 45_500...45_500, &output) == ["Alarms             1"])
  }

  @Test("The time of a page is a parameter")
  func pageTime() throws {
    var parameters = parameters()
    parameters.pageMilliseconds = 2_000
    var meter = try Meter(parameters)
    meter.restore(Registers())
    var output = Gathered()
    let seen = Self.seen(&meter, 0...4_000, &output)
    #expect(seen.firstIndex(of: "Import           kWh") == 4)
    #expect(seen.last == "      - V       - Hz")
  }

  @Test("The backlight goes out a minute after the last press; in the dark a press only lights it")
  func backlight() throws {
    var meter = try restored()
    var output = Gathered()
    _ = Self.seen(&meter, 0...59_500, &output)
    #expect(output.lights == [true])
    _ = Self.seen(&meter, 60_000...62_000, &output)
    #expect(output.lights == [true, false])
    let dark = output.screens.last?.lines
    Self.press(&meter, at: 62_100, &output)
    #expect(output.lights == [true, false, true])
    #expect(output.screens.last?.lines == dark)
    Self.press(&meter, at: 62_400, &output)
    #expect(output.screens.last?.lines != dark)
    _ = Self.seen(&meter, 63_000...122_000, &output)
    #expect(output.lights == [true, false, true])
    _ = Self.seen(&meter, 122_500...122_500, &output)
    #expect(output.lights == [true, false, true, false])
  }

  @Test("A contact that bounces in the dark lights the display, and turns no page")
  func bounce() throws {
    var meter = try restored()
    var output = Gathered()
    _ = Self.seen(&meter, 0...62_000, &output)
    let dark = output.screens.last?.lines
    for (isHigh, milliseconds) in [(false, 100), (true, 105), (false, 110), (true, 300)] {
      let now = Instant(nanoseconds: UInt64(62_000 + milliseconds) * 1_000_000)
      meter.changed(line: InputLine.pageButton.rawValue, isHigh: isHigh, at: now, &output)
      meter.ticked(at: now, utc: nil, &output)
    }
    #expect(output.lights == [true, false, true])
    #expect(output.screens.last?.lines == dark)
  }

  @Test("Zero keeps the backlight on for ever")
  func always() throws {
    var parameters = parameters()
    parameters.backlightMilliseconds = 0
    var meter = try Meter(parameters)
    meter.restore(Registers())
    var output = Gathered()
    _ = Self.seen(&meter, 0...7_200_000, &output)
    #expect(output.lights == [true])
  }

  @Test("A supply that fails takes the light away, one that comes back gives it again")
  func powerFail() throws {
    var meter = try restored()
    var output = Gathered()
    _ = Self.seen(&meter, 0...1_000, &output)
    for (isHigh, milliseconds) in [(false, 1_100), (true, 1_300)] {
      let now = Instant(nanoseconds: UInt64(milliseconds) * 1_000_000)
      meter.changed(line: InputLine.powerFail.rawValue, isHigh: isHigh, at: now, &output)
      meter.ticked(at: now, utc: nil, &output)
    }
    #expect(output.lights == [true, false, true])
  }
}
