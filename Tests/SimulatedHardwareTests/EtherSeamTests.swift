// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import Testing
import ZigBee

/// A second kind of radio, as small as the seam allows: it is in a network from its first tick,
/// and what it is given to send is what it has heard.
private struct ShortRadio: Radio {
  var network: RadioNetwork?
  var joinState = JoinState.joining
  let diagnostics = RadioDiagnostics()
  var localEUI64: UInt64? { 0x0102_0304_0506_0708 }
  var payloadBytesMax: Int { network?.payloadBytesMax ?? 0 }
  var takesMessages: Bool { network != nil }
  var sent: [RadioMessage] = []
  var events: [RadioEvent] = []

  mutating func receive(_ bytes: Span<UInt8>, at now: Instant) {}

  mutating func tick(at now: Instant) {
    guard joinState == .joining else { return }
    var found = RadioNetwork()
    found.shortAddress = 0x1234
    found.eui64 = 0x0102_0304_0506_0708
    found.payloadBytesMax = 80
    network = found
    joinState = .joined
    events.append(.joined(found))
  }

  mutating func send(_ message: RadioMessage, at now: Instant) throws(RadioFailure) -> UInt8 {
    guard network != nil else { throw .notJoined }
    sent.append(message)
    events.append(.delivered(UInt8(truncatingIfNeeded: sent.count), .success))
    return UInt8(truncatingIfNeeded: sent.count)
  }

  mutating func join(at now: Instant) { joinState = .joining }

  mutating func leave(rejoining: Bool, at now: Instant) {
    network = nil
    joinState = rejoining ? .joining : .stayingOut
    events.append(.left)
  }

  mutating func nextEvent() -> RadioEvent? { events.isEmpty ? nil : events.removeFirst() }

  mutating func takeOutput(into bytes: inout MutableSpan<UInt8>) -> Int { 0 }
}

@Suite struct EtherSeamTests {
  @Test("The device above the seam works with another radio: announces itself, answers, leaves")
  func otherRadio() throws {
    var meter = StandInMeter(ShortRadio())
    meter.tick(at: .zero)
    let announcement = try #require(meter.radio.sent.first { $0.cluster == 0x0013 })
    #expect(announcement.isBroadcast)
    var request = RadioMessage()
    request.cluster = 0x0005
    request.destination = 0x1234
    request.isAcknowledged = true
    for byte in [0x77, 0x34, 0x12] as [UInt8] { request.payload.append(byte) }
    meter.radio.events.append(.received(request))
    meter.tick(at: .zero.adding(milliseconds: 10))
    let answer = try #require(meter.radio.sent.last { $0.cluster == 0x8005 })
    #expect(
      (0..<answer.payload.count).map { answer.payload[$0] } == [0x77, 0x00, 0x34, 0x12, 1, 1])
    meter.radio.leave(rejoining: false, at: .zero)
    let before = meter.radio.sent.count
    meter.tick(at: .zero.adding(milliseconds: 60_000))
    #expect(meter.radio.sent.count == before)
    #expect(meter.radio.joinState == .stayingOut)
  }
}
