// SPDX-License-Identifier: Apache-2.0

import Bytes

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
    /// Effects and alarms there was no room for.
    public var lostEffects = 0
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
  private var reporting: ReportingEngine
  private var clusters: ClusterTable
  private var effects = FixedQueue<16, DeviceEffect>()

  /// Makes a device that is in no network.
  public init(
    identity: DeviceIdentity, summation: ReportingRule = .summation,
    demand: ReportingRule = .demand
  ) {
    self.identity = identity
    clusters = ClusterTable(identity)
    reporting = ReportingEngine(ReportingTable(summation: summation, demand: demand))
  }

  /// The radio is in a network: announces itself and reports everything anew.
  public mutating func joined(shortAddress: UInt16, eui64: UInt64, payloadBytesMax: Int) {
    network = Network(shortAddress: shortAddress, eui64: eui64, payloadBytesMax: payloadBytesMax)
    mustAnnounce = true
    clusters.joined()
    reporting.restart()
  }

  /// The radio is in no network: says nothing until it is.
  public mutating func left() { network = nil }

  /// A message was not delivered: what it may have told is due again after its minimum.
  public mutating func undelivered() { reporting.reportLost() }

  /// Takes a message and returns the reply, or nil for none.
  public mutating func received(
    _ message: ApplicationMessage, at moment: Moment, values: borrowing MeterValues
  ) -> ApplicationMessage? {
    guard let network else { return nil }
    counts.received &+= 1
    let reply = answer(message, network, moment, values)
    if reply == nil { counts.unanswered &+= 1 }
    return reply
  }

  /// Lets time pass and returns the next message to send, or nil: call until nil, and only
  /// while the radio takes messages.
  public mutating func tick(at moment: Moment, values: borrowing MeterValues)
    -> ApplicationMessage?
  {
    guard let network else { return nil }
    if mustAnnounce {
      mustAnnounce = false
      return DeviceAnnounce.message(
        shortAddress: network.shortAddress, eui64: network.eui64, sequence: nextSequence())
    }
    var context = DeviceContext(moment)
    clusters.tick(values, &context)
    let request = clusters.request(&context)
    take(context)
    if let (cluster, request) = request { return message(cluster, request, network) }
    return report(network, at: moment, values)
  }

  /// What the meter must do, oldest first; nil when nothing is left. Effects nobody takes before
  /// the next message or tick wait; once the queue is full, further ones are counted as lost.
  public mutating func nextEffect() -> DeviceEffect? { effects.popFirst() }

  private mutating func report(
    _ network: Network, at moment: Moment, _ values: borrowing MeterValues
  ) -> ApplicationMessage? {
    let limit = network.payloadBytesMax
    guard reporting.begin(sequence: sequence &+ 1, limit: limit, at: moment.now) else { return nil }
    var held = copy values
    held.metering = floor.hold(values.metering)
    while let cluster = reporting.nextCluster() {
      guard clusters.visitServer(cluster, held, &reporting), let payload = reporting.takeFrame()
      else { continue }
      sequence &+= 1
      counts.reports &+= 1
      var report = ApplicationMessage(
        peer: Address.coordinator, endpoints: (MeterEndpoint.number, 1), cluster: cluster,
        profile: Profile.homeAutomation)
      report.payload = payload
      return report
    }
    return nil
  }

  private mutating func message(
    _ cluster: UInt16, _ request: ClientRequest, _ network: Network
  ) -> ApplicationMessage? {
    let header = FrameHeader(
      request.kind, command: request.command, sequence: nextSequence(), isFromServer: false)
    guard
      let frame = FrameBuilder.frame(header, request.body, limit: network.payloadBytesMax)
    else { return nil }
    let server = request.server ?? ServerAddress(shortAddress: Address.coordinator, endpoint: 1)
    var message = ApplicationMessage(
      peer: server.shortAddress, endpoints: (MeterEndpoint.number, server.endpoint),
      cluster: cluster, profile: Profile.homeAutomation)
    message.payload = frame
    return message
  }

  /// Takes over what a cluster wants.
  private mutating func take(_ context: DeviceContext) {
    var context = context
    counts.lostEffects &+= context.lost
    while let effect = context.takeEffect() {
      if !effects.append(effect) { counts.lostEffects &+= 1 }
    }
  }

  private mutating func nextSequence() -> UInt8 {
    sequence &+= 1
    return sequence
  }

  private mutating func answer(
    _ message: ApplicationMessage, _ network: Network, _ moment: Moment,
    _ values: borrowing MeterValues
  ) -> ApplicationMessage? {
    if message.ownEndpoint == ZDO.endpoint, message.profile == Profile.zdo {
      return ZDOServer(shortAddress: network.shortAddress, eui64: network.eui64).received(message)
    }
    var held = copy values
    held.metering = floor.hold(values.metering)
    var context = DeviceContext(moment, origin: CommandOrigin(message))
    var endpoint = EndpointServer(
      payloadBytesMax: network.payloadBytesMax, reporting: reporting.table)
    let reply = endpoint.received(message, &clusters, held, &context)
    reporting.table = endpoint.reporting
    take(context)
    return reply
  }
}
