// SPDX-License-Identifier: Apache-2.0

import Firmware
import HardwareInterface
import SimulatedHardware
import Testing

@Suite("The supply is cut while firmware changes")
struct FirmwarePowerCutTests {
  private static let losses: [PowerLoss] = [
    .unsyncedLost, .unsyncedKept, .outOfOrder, .scattered(seed: 1), .scattered(seed: 2),
  ]

  @Test("After a cut at any byte of a start, a trial is counted or was never begun")
  func start() throws {
    for before in 0...3 {
      for byte in 0...FirmwareRecord.bytes {
        for loss in Self.losses {
          let scene = FirmwareScene()
          try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
          for _ in 0..<before { try scene.start() }
          scene.block.cutPower(afterBytes: byte)
          let found = try scene.start()
          // What was started had been counted.
          if byte < FirmwareRecord.bytes, before < 3 { #expect(found == nil) }
          let after = FirmwareScene(block: scene.block.afterPowerCycle(loss))
          var starts = 0
          while try after.start() != nil { starts += 1 }
          let left = 3 - before
          #expect(starts == left || starts == max(0, left - 1), "seed of \(loss), byte \(byte)")
        }
      }
    }
  }

  @Test("After a cut at any byte of the confirmation, what was good starts or the new one does")
  func confirmation() throws {
    for byte in 0...FirmwareRecord.bytes {
      for loss in Self.losses {
        let scene = FirmwareScene()
        try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
        try scene.start()
        try scene.confirm()
        try scene.put(try FirmwareScene.image(version: 12), in: .b, version: 12)
        try scene.start()
        scene.block.cutPower(afterBytes: byte)
        try? scene.confirm()
        let after = FirmwareScene(block: scene.block.afterPowerCycle(loss))
        #expect(try after.start()?.version == 12, "it is on trial, or good")
        for _ in 0..<3 { try after.start() }
        let version = try after.start()?.version
        #expect(version == 11 || version == 12, "\(loss), byte \(byte)")
      }
    }
  }
}
