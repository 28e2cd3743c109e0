// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Testing

@testable import LinuxHardware

@Suite struct MissingDeviceTests {
  @Test(
    "An I2C bus that cannot be opened is refused by name",
    arguments: [
      ("/dev/no-such-bus", LinuxFailure(.noSuchDevice, code: 2)),
      ("/dev/null", LinuxFailure(.notSupported, code: 25)),
      ("/dev", LinuxFailure(.notAFile, code: 21)),
    ])
  func bus(path: String, expected: LinuxFailure) {
    let found = failure { () throws(LinuxFailure) in
      _ = try LinuxI2CTarget(path: path, address: 0x28)
    }
    #expect(found == expected)
  }

  @Test(
    "A reserved I2C address is refused before the bus is opened", arguments: [0, 7, 0x78, 0xFF])
  func address(address: UInt8) {
    let found = failure { () throws(LinuxFailure) in
      _ = try LinuxI2CTarget(path: "/dev/no-such-bus", address: address)
    }
    #expect(found == LinuxFailure(.outOfRange))
  }

  @Test("The lowest and the highest address are tried", arguments: [UInt8(0x08), 0x77])
  func edges(address: UInt8) {
    let found = failure { () throws(LinuxFailure) in
      _ = try LinuxI2CTarget(path: "/dev/no-such-bus", address: address)
    }
    #expect(found?.kind == .noSuchDevice)
  }

  @Test("A GPIO chip that is not there is refused, for outputs and inputs")
  func chip() {
    let output = failure { () throws(LinuxFailure) in
      _ = try LinuxOutput(chip: "/dev/no-such-chip", line: "17")
    }
    let input = failure { () throws(LinuxFailure) in
      _ = try LinuxInput(chip: "/dev/no-such-chip", line: "GPIO17")
    }
    #expect(output?.kind == .noSuchDevice)
    #expect(input?.kind == .noSuchDevice)
  }

  @Test("A device that is no GPIO chip is refused")
  func notAChip() {
    let found = failure { () throws(LinuxFailure) in
      _ = try LinuxOutput(chip: "/dev/null", line: "17")
    }
    #expect(found != nil)
  }

  @Test(
    "What an errno means depends on the device",
    arguments: [
      (6, LinuxFailure.Kind.noSuchDevice, .notAcknowledged, .hungUp),
      (121, .other, .notAcknowledged, .other), (11, .other, .arbitrationLost, .other),
      (110, .timedOut, .timedOut, .timedOut), (5, .inputOutput, .inputOutput, .hungUp),
      (95, .notSupported, .notSupported, .notSupported),
      (19, .noSuchDevice, .noSuchDevice, .hungUp),
      (13, .notPermitted, .notPermitted, .notPermitted), (28, .noSpace, .noSpace, .noSpace),
      (30, .readOnly, .readOnly, .readOnly), (16, .busy, .busStuck, .busy),
      (90, .outOfRange, .outOfRange, .outOfRange), (9999, .other, .other, .other),
    ] as [(Int, LinuxFailure.Kind, LinuxFailure.Kind, LinuxFailure.Kind)])
  func codes(
    code: Int, general: LinuxFailure.Kind, onI2C: LinuxFailure.Kind, onSerial: LinuxFailure.Kind
  ) {
    #expect(LinuxFailure.general(-code) == LinuxFailure(general, code: Int32(code)))
    #expect(LinuxFailure.onI2C(-code) == LinuxFailure(onI2C, code: Int32(code)))
    #expect(LinuxFailure.onSerial(-code) == LinuxFailure(onSerial, code: Int32(code)))
  }
}
