// SPDX-License-Identifier: Apache-2.0

import Drivers
import Testing

@Suite("AD7991 registers")
struct AD7991RegistersTests {
  @Test("The driver's configuration is 0x7B: VIN0 to VIN2, external reference, no delays")
  func driverConfiguration() {
    let fields = AD7991<NoTarget>.configuration
    #expect(fields.rawValue == 0x7B)
    #expect(fields.channels == 0b0111)
    #expect(fields.reference == .external)
    #expect(!fields.filterBypassed)
    #expect(fields.bitTrialDelayOff)
    #expect(fields.sampleDelayOff)
  }

  @Test("Power-up is four channels against the supply, delays on [table 9]")
  func powerUp() {
    let fields = AD7991Configuration.powerUp
    #expect(fields.channels == 0b1111)
    #expect(fields.reference == .supply)
    #expect(!fields.filterBypassed)
    #expect(!fields.bitTrialDelayOff)
    #expect(!fields.sampleDelayOff)
  }

  @Test("Each field has its own bit of the register", arguments: UInt8.min...UInt8.max)
  func everyRegisterValue(_ value: UInt8) {
    let fields = AD7991Configuration(rawValue: value)
    #expect(fields.rawValue == value)
    #expect((fields.reference == .external) == (value & 0b1000 != 0))
    #expect(fields.filterBypassed == (value & 0b0100 != 0))
    #expect(fields.bitTrialDelayOff == (value & 0b0010 != 0))
    #expect(fields.sampleDelayOff == (value & 0b0001 != 0))
  }

  @Test(
    "A result is two leading bits, two channel bits, twelve data bits [tables 12, 13]",
    arguments: [
      (0x00, 0x00, 0, 0, 0), (0x07, 0xA8, 0, 0, 1960), (0x1F, 0xFF, 0, 1, 4095),
      (0x20, 0x01, 0, 2, 1), (0x38, 0x00, 0, 3, 2048), (0xFF, 0xFF, 3, 3, 4095),
      (0x41, 0x00, 1, 0, 256), (0x81, 0x02, 2, 0, 258),
    ] as [(UInt8, UInt8, UInt8, UInt8, UInt16)])
  func results(_ row: (UInt8, UInt8, UInt8, UInt8, UInt16)) {
    let result = AD7991Result(row.0, row.1)
    #expect(result.leading == row.2)
    #expect(result.channel == row.3)
    #expect(result.code == row.4)
  }
}
