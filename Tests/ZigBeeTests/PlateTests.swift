// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Testing
import ZigBee

/// Meter Identification and Diagnostics: tables that nobody writes.
@Suite struct PlateTests {
  /// The record of one attribute: what follows its identifier.
  private static func record(
    _ cluster: UInt16, _ id: UInt16, _ device: inout ZigBeeDevice,
    _ values: MeterValues = MeterValues()
  ) -> [UInt8] {
    let (low, high) = (UInt8(id & 0xFF), UInt8(id >> 8))
    let reply = device.received(
      .zcl(cluster, [0x00, 7, 0x00, low, high]), at: Moment(.zero), values: values)
    return reply.map { Array(Array($0.payload).dropFirst(5)) } ?? []
  }

  // swift-format-ignore
  /// Types and values. Source: [ZCL] 10.3.2.2.
  static let plate: [(id: UInt16, record: [UInt8])] = [
    (0x0000, [0x00, 0x42, 9] + Array("LastMeter".utf8)),
    (0x0001, [0x00, 0x21, 0x10, 0x01]),
    (0x0004, [0x00, 0x21, 0x03, 0x00]),
    (0x0006, [0x00, 0x41, 12] + Array("LastMeter 1P".utf8)),
    (0x000A, [0x00, 0x41, 5] + Array("0.1.0".utf8)),
    (0x000C, [0x00, 0x42, 0]),
    (0x000D, [0x86]),
    (0x000E, [0x86]),
    (0x0002, [0x86]),
  ]

  @Test("The plate says who made what; what nobody told is no number", arguments: 0..<9)
  func plate(row: Int) {
    var device = ZigBeeDevice.joined()
    #expect(Self.record(0x0B01, Self.plate[row].id, &device) == Self.plate[row].record)
  }

  @Test("The key of the event log is read under the maker's code; another code or id finds nothing")
  func eventLogKey() {
    var device = ZigBeeDevice.joined()
    var values = MeterValues()
    func reply(_ frame: [UInt8], cluster: UInt16 = 0x0B01) -> [UInt8]? {
      let answer = device.received(.zcl(cluster, frame), at: Moment(.zero), values: values)
      return answer.map { Array($0.payload) }
    }
    let request: [UInt8] = [0x04, 0x1E, 0x10, 7, 0x00, 0x00, 0xF0]
    #expect(reply(request) == [0x1C, 0x1E, 0x10, 7, 0x01, 0x00, 0xF0, 0x86], "not known yet")
    var key = AttributeValue.Text()
    for byte in UInt8(1)...32 { key.append(byte) }
    values.eventLogPublicKey = key
    let head: [UInt8] = [0x1C, 0x1E, 0x10, 7, 0x01, 0x00, 0xF0, 0x00, 0x41, 32]
    #expect(reply(request) == head + Array(1...32))
    #expect(reply(request + [1, 0])?.suffix(3) == [0x01, 0x00, 0x86])
    #expect(reply(Array(request.dropLast())) == [0x1C, 0x1E, 0x10, 7, 0x0B, 0x00, 0x80])
    let refusal: [UInt8] = [0x1C, 0x1E, 0x10, 7, 0x0B, 0x00, 0x84]
    #expect(reply(request, cluster: 0x0702) == refusal)
    #expect(reply([0x04, 0x5F, 0x11] + request.dropFirst(3))?.suffix(2) == [0x00, 0x84])
  }

  @Test("Longer texts are cut off at what the standard lets the cluster hold")
  func long() {
    var identity = DeviceIdentity()
    identity.modelIdentifier = "12345678901234567"
    identity.softwareBuild = "1234567"
    var device = ZigBeeDevice(identity: identity)
    device.joined(shortAddress: 1, eui64: 2, payloadBytesMax: 84)
    #expect(Self.record(0x0B01, 0x0006, &device).prefix(3) == [0x00, 0x41, 16])
    #expect(Self.record(0x0B01, 0x000A, &device).prefix(3) == [0x00, 0x41, 6])
  }

  @Test("Hashes of program and parameters are told behind the version and on the plate")
  func hashes() {
    var identity = DeviceIdentity()
    identity.codeHash.append("5a1203f0")
    identity.parametersHash.append("e3b0c4")
    var device = ZigBeeDevice(identity: identity)
    device.joined(shortAddress: 1, eui64: 2, payloadBytesMax: 84)
    #expect(
      Self.record(0x0000, 0x4000, &device) == [0x00, 0x42, 14] + Array("0.1.0 5a1203f0".utf8))
    #expect(Self.record(0x0B01, 0x0008, &device) == [0x00, 0x41, 6] + Array("e3b0c4".utf8))
    identity.softwareBuild = "10.20.30"
    var other = ZigBeeDevice(identity: identity)
    other.joined(shortAddress: 1, eui64: 2, payloadBytesMax: 84)
    #expect(
      Self.record(0x0000, 0x4000, &other) == [0x00, 0x42, 16] + Array("10.20.30 5a1203f".utf8))
  }

  @Test("The contract's powers are told in W, where there is a contract")
  func contract() {
    var identity = DeviceIdentity()
    identity.contract.availablePower_W = 3_300
    identity.contract.powerThreshold_W = 4_191
    for byte in Array("IT001E123".utf8) { identity.pointOfDelivery.append(byte) }
    var device = ZigBeeDevice(identity: identity)
    device.joined(shortAddress: 1, eui64: 2, payloadBytesMax: 84)
    #expect(Self.record(0x0B01, 0x000D, &device) == [0x00, 0x2A, 0xE4, 0x0C, 0x00])
    #expect(Self.record(0x0B01, 0x000E, &device) == [0x00, 0x2A, 0x5F, 0x10, 0x00])
    #expect(Self.record(0x0B01, 0x000C, &device) == [0x00, 0x42, 9] + Array("IT001E123".utf8))
  }

  @Test("Diagnostics tell what was counted, and nothing where nobody counts")
  func diagnostics() {
    var values = MeterValues()
    values.diagnostics.resets = 3
    values.diagnostics.persistentMemoryWrites = 0xFFFF
    values.diagnostics.unicastsReceived = 0x1_0000
    values.diagnostics.lastMessageRSSI = -60
    var device = ZigBeeDevice.joined()
    #expect(Self.record(0x0B05, 0x0000, &device, values) == [0x00, 0x21, 3, 0])
    #expect(Self.record(0x0B05, 0x0001, &device, values) == [0x00, 0x21, 0, 0])
    #expect(Self.record(0x0B05, 0x0108, &device, values) == [0x00, 0x21, 1, 0])
    #expect(Self.record(0x0B05, 0x011D, &device, values) == [0x00, 0x28, 0xC4])
    for id in [0x0109, 0x010B, 0x0110, 0x011C] as [UInt16] {
      #expect(Self.record(0x0B05, id, &device, values) == [0x86])
    }
  }
}
