// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort
import Quantities
import Testing

/// One reading and the line it becomes, found in a whole message.
@Suite struct RowTests {
  typealias Change = @Sendable (inout LocalReadings) -> Void

  /// The lines of a telegram but for its head, its version and its checksum.
  static func telegram(_ change: Change) -> [String] {
    var scene = PortScene(.p1)
    change(&scene.readings)
    scene.port.requestLine(isHigh: true)
    scene.pass(500)
    return lines(scene.hear()).dropFirst(3).dropLast()
  }

  /// The lines of a readout but for its end.
  static func readout(_ change: Change) -> [String] {
    var scene = PortScene(.iec62056)
    change(&scene.readings)
    _ = scene.identify()
    scene.say("\u{06}050\r\n")
    scene.pass(2_500)
    return lines(String(scene.hear().dropFirst())).dropLast(2)
  }

  private static func lines(_ text: String) -> [String] {
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  static let energies: [(UInt64, String)] = [
    (0, "000000.000"), (1, "000000.001"), (999, "000000.999"), (1_000, "000001.000"),
    (999_999_999, "999999.999"), (1_000_000_000, "000000.000"), (1_000_000_001, "000000.001"),
    (UInt64.max, "709551.615"),
  ]

  @Test("An energy register has 6 digits and 3 decimals and begins again after 999999.999 kWh")
  func energy() {
    for (value, digits) in Self.energies {
      let telegram = Self.telegram { $0.activeImport_Wh[1] = value }
      #expect(telegram == ["1-0:1.8.1(\(digits)*kWh)"])
      let readout = Self.readout { $0.activeImport_Wh[1] = value }
      #expect(readout == ["1.8.1(\(digits)*kWh)"])
    }
  }

  @Test("Each tariff of energy and demand has a line, and no other")
  func tariffs() {
    let lines = Self.readout { readings in
      for tariff in -1...9 {
        readings.activeImport_Wh[tariff] = UInt64(100 + tariff)
        readings.maximumDemandExport[tariff] = DemandReading(power_W: UInt64(100 + tariff))
      }
    }
    let energies = (0...8).map { "1.8.\($0)(000000.10\($0)*kWh)" }
    let demands = (0...8).map { "2.6.\($0)(00.10\($0)*kW)" }
    #expect(lines == energies + demands)
  }

  @Test("A power of more than its digits is left out, never cut")
  func power() {
    let cases: [(UInt64, [String])] = [
      (0, ["1-0:1.7.0(00.000*kW)", "1-0:21.7.0(00.000*kW)"]),
      (99_999, ["1-0:1.7.0(99.999*kW)", "1-0:21.7.0(99.999*kW)"]), (100_000, []),
      (.max, []),
    ]
    for (value, expected) in cases {
      #expect(Self.telegram { $0.powerImport_W = value } == expected)
    }
  }

  @Test("Voltage and current are rounded to the nearest step of P1; the readout has milliamperes")
  func rounding() {
    let voltages: [(UInt64, String)] = [
      (230_049, "230.0"), (230_050, "230.1"), (99, "000.1"), (999_949, "999.9"),
    ]
    for (value, digits) in voltages {
      #expect(Self.telegram { $0.rmsVoltage_mV = value } == ["1-0:32.7.0(\(digits)*V)"])
    }
    #expect(Self.telegram { $0.rmsVoltage_mV = 999_950 } == [])
    let currents: [(UInt64, String)] = [(499, "000"), (500, "001"), (59_999, "060")]
    for (value, digits) in currents {
      #expect(Self.telegram { $0.rmsCurrent_mA = value } == ["1-0:31.7.0(\(digits)*A)"])
    }
    #expect(Self.telegram { $0.rmsCurrent_mA = .max } == [])
    #expect(Self.readout { $0.rmsCurrent_mA = 59_999 } == ["31.7.0(059.999*A)"])
    #expect(Self.readout { $0.rmsCurrent_mA = 1_000_000 } == [])
  }

  @Test("A counter has five digits and begins again")
  func counters() {
    let cases: [(UInt64, String)] = [(0, "00000"), (99_999, "99999"), (100_000, "00000")]
    for (value, digits) in cases {
      #expect(Self.telegram { $0.powerFailures = value } == ["0-0:96.7.21(\(digits))"])
      #expect(Self.readout { $0.powerFailures = value } == ["C.7.21(\(digits))"])
    }
  }

  // Seconds since 1970 from `date -u`; local time by hand.
  static let times: [(LocalTime, String?)] = [
    (.winter(946_681_199), nil), (.winter(946_681_200), "000101000000W"),
    (.winter(951_782_399), "000229005959W"), (.winter(951_865_200), "000301000000W"),
    (.summer(1_761_440_399), "251026025959S"), (.winter(1_761_440_400), "251026020000W"),
    (.winter(4_102_441_199), "991231235959W"), (.winter(4_102_441_200), nil),
    (.winter(-1), nil), (.winter(Int64.max / 1_000), nil), (.winter(Int64.min / 1_000), nil),
    (
      LocalTime(
        utc: UTC(milliseconds: 1_767_225_599_999), offsetMinutes: -210, isDaylightSaving: false),
      "251231202959W"
    ),
  ]

  @Test("A time is the wall clock's, with S or W; one whose year has no two digits is left out")
  func time() {
    for (time, digits) in Self.times {
      let lines = Self.telegram { $0.time = time }
      #expect(lines == (digits.map { ["0-0:1.0.0(\($0))"] } ?? []))
    }
    #expect(
      Self.readout { $0.time = .summer(1_761_440_399) }
        == ["0.9.1(02:59:59)", "0.9.2(25-10-26)"])
  }

  @Test("A demand whose time nobody knows stands alone in the readout and not in P1")
  func demandWithoutTime() {
    let change: Change = { $0.maximumDemandImport[0] = DemandReading(power_W: 7) }
    #expect(Self.telegram(change) == [])
    #expect(Self.readout(change) == ["1.6.0(00.007*kW)"])
  }

  @Test("P1 has a text's bytes; a readout leaves one out that holds a boundary character")
  func texts() {
    #expect(Self.telegram { $0.firmware = fixed("a(!") } == ["1-0:0.2.0(612821)"])
    for bad in ["(", ")", "*", "/", "!", "\r", "\u{7F}", "é"] {
      #expect(Self.readout { $0.firmware = fixed("1" + bad) } == [])
    }
    #expect(Self.readout { $0.firmware = fixed("1-2.3 +x") } == ["0.2.0(1-2.3 +x)"])
  }

  @Test("An empty message says that there is none; the longest one is whole; the readout has none")
  func messages() {
    #expect(Self.telegram { $0.message = FixedBytes() } == ["0-0:96.13.0()"])
    let long = String(repeating: "z", count: 80)
    let digits = String(repeating: "7A", count: 80)
    #expect(Self.telegram { $0.message = fixed(long) } == ["0-0:96.13.0(\(digits))"])
    #expect(Self.readout { $0.message = fixed(long) } == [])
  }

  @Test("The relay has its three states")
  func supply() {
    let states: [SupplyState] = [.disconnected, .connected, .readyForReconnection]
    for (digit, state) in states.enumerated() {
      #expect(Self.telegram { $0.supply = state } == ["0-0:96.3.10(\(digit))"])
      #expect(Self.readout { $0.supply = state } == ["C.3.10(\(digit))"])
    }
  }

  @Test("No line of a readout is longer than 78 characters")
  func lengths() {
    let lines = Self.readout { $0 = .full }
    #expect(lines.count == 38)
    #expect(lines.allSatisfy { $0.utf8.count + 2 <= 78 })
  }

  @Test("The table has each code once in a language")
  func codes() {
    var codes: [String] = []
    for index in OBISTable.rows.indices {
      let row = OBISTable.rows[index]
      var text = FixedBytes<32>()
      row.code.append(to: &text)
      codes.append(String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self))
    }
    #expect(Set(codes).count == codes.count - 1)
    #expect(codes.filter { $0 == "1-0:31.7.0" }.count == 2)
  }
}
