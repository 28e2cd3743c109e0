// SPDX-License-Identifier: Apache-2.0

import Firmware
import Meter
import Testing

@testable import meterbench

@Suite("The firmware's version")
struct FirmwareVersionTests {
  @Test("The number of this version is its text's")
  func sameVersion() {
    #expect(FirmwareVersion(written: "\(Version.text)")?.number == Version.number)
  }

  @Test("A later part never outweighs an earlier one, and what is no version is none")
  func written() {
    let numbers = ["0.0.65535", "0.1.0", "0.255.65535", "1.0.0", "255.255.65535"].map {
      FirmwareVersion(written: $0)?.number
    }
    #expect(numbers == [0xFFFF, 0x1_0000, 0xFF_FFFF, 0x100_0000, 0xFFFF_FFFF])
    for text in ["", "1", "1.2", "1.2.3.4", "256.0.0", "0.256.0", "0.0.65536", "1..2", "-1.0.0"] {
      #expect(FirmwareVersion(written: text) == nil, "\(text)")
    }
  }
}
