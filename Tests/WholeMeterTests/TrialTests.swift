// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Firmware
import Ledger
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

@Suite("Firmware that is to be started, and firmware on trial")
struct TrialTests {
  private static func onTrial() throws -> UpgradeScene {
    var scene = try UpgradeScene(imageBytes: 10_000)
    scene.meter.desk.board.hardware.firmware.running = .a
    scene.meter.desk.board.hardware.firmware.record.trial = .a
    return scene
  }

  /// What the record in the store says; it lies where SPEC.md of Firmware has it.
  private static func record(_ scene: borrowing UpgradeScene) throws -> FirmwareRecord {
    let (copyA, copyB) = (try scene.safe(0..<32), try scene.safe(4_096..<4_128))
    return FirmwareRecord.read(copyA.span, copyB.span)
  }

  @Test("What measures for a minute without a fault is good, and the record says so")
  func confirmed() throws {
    var scene = try Self.onTrial()
    try scene.meter.run(seconds: 58)
    #expect(try Self.record(scene).good == nil)
    try scene.meter.run(seconds: 16)
    let record = try Self.record(scene)
    #expect(record.good == .a && record.trial == nil)
    let isRestartDue = scene.meter.desk.board.isRestartDue
    #expect(!isRestartDue)
  }

  @Test("What a self-check found wrong is never good: after ten minutes it stops")
  func unsound() throws {
    var scene = try Self.onTrial()
    try scene.meter.run(seconds: 2)
    scene.meter.desk.board.selfCheckFailed(.firmware)
    try scene.meter.run(seconds: 590)
    let isEarly = scene.meter.desk.board.isRestartDue
    #expect(!isEarly)
    try scene.meter.run(seconds: 12)
    let isRestartDue = scene.meter.desk.board.isRestartDue
    #expect(isRestartDue)
    #expect(try Self.record(scene) == FirmwareRecord())
  }

  @Test("While firmware is on trial nothing is written over what was good")
  func keepsGood() throws {
    var scene = try Self.onTrial()
    scene.stage(.begin(size: 124, version: 2))
    #expect(try scene.safe(0..<20) == [UInt8](repeating: 0, count: 20))
  }

  @Test("When its server says that it is time, the image is marked and the meter stops for it")
  func activated() throws {
    var scene = try UpgradeScene()
    let image = UpgradeScene.image(bytes: 40)
    try scene.download(image)
    let isEarly = scene.meter.desk.board.isRestartDue
    #expect(!isEarly)
    scene.command(0x07, UpgradeScene.file + [0, 0, 0, 0, 0, 0, 0, 0])
    let asked = scene.offsetAsked()
    #expect(asked == nil)
    try scene.meter.run(seconds: 1)
    let bytes = try scene.safe(0..<20)
    let head = StagedHead(bytes.span)
    #expect(head?.state == .due)
    #expect(head?.size == 124)
    let isRestartDue = scene.meter.desk.board.isRestartDue
    #expect(isRestartDue)
  }

  @Test("An image that begins takes away nothing of the record that waits to be written")
  func recordWaits() {
    var work = StagingWork()
    var record = FirmwareRecord()
    let (offset, bytes) = record.next()
    let isTaken = work.append(.settle(48)) && work.append(.record(bytes, at: offset))
    #expect(isTaken)
    work.clear()
    let isRecord = if case .record = work.next { true } else { false }
    #expect(isRecord)
    work.handedOver()
    work.underWay = nil
    let isEmpty = work.next == nil
    #expect(isEmpty)
  }
}
