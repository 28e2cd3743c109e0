// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The meter as a ZigBee device: endpoint 1, profile 0x0104, device 0x0053, servers of Basic and
/// Metering. Sans-I/O: messages, values and time in, messages out; the radio is elsewhere.
///
/// - Errors: none; a bad frame gets the status the library gives it, or nothing. Allocates: never.
public struct ZigBeeDevice: Sendable {
  /// What it has seen and done.
  public struct Counts: Equatable, Sendable {
    /// Messages to this device.
    public var received = 0
    /// Messages it had no answer to.
    public var unanswered = 0
    /// Reports it made.
    public var reports = 0
  }

  /// What the device says it is.
  public let identity: DeviceIdentity
  /// What it has seen and done.
  public private(set) var counts = Counts()

  private struct Network {
    var shortAddress: UInt16
    var eui64: UInt64
    var payloadBytesMax: Int
  }

  private var network: Network?
  private var mustAnnounce = false
  private var sequence: UInt8 = 0
  private var floor = SummationFloor()
  private var schedule: ReportingSchedule

  /// Makes a device that is in no network.
  public init(
    identity: DeviceIdentity, summation: ReportingRule = .summation,
    demand: ReportingRule = .demand
  ) {
    self.identity = identity
    schedule = ReportingSchedule(summation: summation, demand: demand)
  }

  /// The radio is in a network: announces itself and reports everything anew.
  public mutating func joined(shortAddress: UInt16, eui64: UInt64, payloadBytesMax: Int) {
    network = Network(shortAddress: shortAddress, eui64: eui64, payloadBytesMax: payloadBytesMax)
    mustAnnounce = true
    schedule.restart()
  }

  /// The radio is in no network: says nothing until it is.
  public mutating func left() { network = nil }

  /// A message was not delivered: what it may have told is due again after its minimum.
  public mutating func undelivered() { schedule.reportLost() }

  /// Takes a message and returns the reply, or nil for none.
  public mutating func received(_ message: ApplicationMessage, values: MeteringValues)
    -> ApplicationMessage?
  {
    guard let network else { return nil }
    counts.received &+= 1
    let reply = answer(message, network, values)
    if reply == nil { counts.unanswered &+= 1 }
    return reply
  }

  /// Lets time pass and returns the next message to send, or nil: call until nil, and only
  /// while the radio takes messages.
  public mutating func tick(at now: Instant, values: MeteringValues) -> ApplicationMessage? {
    guard let network else { return nil }
    if mustAnnounce {
      mustAnnounce = false
      return DeviceAnnounce.message(
        shortAddress: network.shortAddress, eui64: network.eui64, sequence: nextSequence())
    }
    let server = MeteringServer(values: floor.hold(values), serialNumber: identity.serialNumber)
    let limit = network.payloadBytesMax
    guard let payload = schedule.report(server, sequence: sequence &+ 1, limit: limit, at: now)
    else { return nil }
    sequence &+= 1
    counts.reports &+= 1
    var report = ApplicationMessage(
      peer: Address.coordinator, endpoints: (MeterEndpoint.number, 1), cluster: Metering.id,
      profile: Profile.homeAutomation)
    report.payload = payload
    return report
  }

  private mutating func nextSequence() -> UInt8 {
    sequence &+= 1
    return sequence
  }

  private mutating func answer(
    _ message: ApplicationMessage, _ network: Network, _ values: MeteringValues
  ) -> ApplicationMessage? {
    if message.ownEndpoint == ZDO.endpoint, message.profile == Profile.zdo {
      return ZDOServer(shortAddress: network.shortAddress, eui64: network.eui64).received(message)
    }
    let endpoint = EndpointServer(
      identity: identity, values: floor.hold(values), payloadBytesMax: network.payloadBytesMax)
    return endpoint.received(message)
  }
}
