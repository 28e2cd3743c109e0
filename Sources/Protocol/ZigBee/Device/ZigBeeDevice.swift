// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The meter as a ZigBee device: endpoint 1, profile 0x0104, device 0x0053, with the clusters of
/// `ClusterTable`. Sans-I/O: messages, values and time in, messages and effects out; the radio is
/// elsewhere.
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
    /// Alarms it told.
    public var alarms = 0
    /// Effects and alarms there was no room for.
    public var lostEffects = 0
    /// Assured messages that were given up, or for which there was no room.
    public var lostMessages = 0
  }

  /// What the device says it is.
  public let identity: DeviceIdentity
  /// What it has seen and done.
  public internal(set) var counts = Counts()

  struct Network {
    var shortAddress: UInt16
    var eui64: UInt64
    var payloadBytesMax: Int
  }

  private(set) var network: Network?
  private var mustAnnounce = false
  var sequence: UInt8 = 0
  /// Requests of clients are numbered apart from what is told.
  var requestSequence: UInt8 = 0
  var floor = SummationFloor()
  var reporting: ReportingEngine
  var clusters: ClusterTable
  private var effects = FixedQueue<16, DeviceEffect>()
  var alarms = FixedQueue<8, Alarm>()
  var bindings = BindingTable()
  var distribution: Distribution?
  var assurance = Assurance()

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
    bindings.forgetShortAddresses()
    distribution = nil
    assurance.restart()
    clusters.joined(eui64: eui64)
    reporting.restart()
  }

  /// The radio is in no network: says nothing until it is.
  public mutating func left() { network = nil }

  /// Takes a message and returns the reply, or nil for none.
  public mutating func received(
    _ message: ApplicationMessage, at moment: Moment, values: borrowing MeterValues
  ) -> ApplicationMessage? {
    guard let network else { return nil }
    counts.received &+= 1
    if let eui64 = message.peerEUI64 { bindings.heard(eui64, as: message.peer) }
    let reply = answer(message, network, moment, values)
    if reply == nil { counts.unanswered &+= 1 }
    return reply
  }

  /// Takes what became of the image in the staging store.
  public mutating func staged(_ outcome: StagingOutcome, at moment: Moment) {
    var context = DeviceContext(moment)
    clusters.staged(outcome, &context)
    take(context)
  }

  /// Lets time pass: what begins or ends by time does so in a network and without one.
  public mutating func pass(at moment: Moment, values: borrowing MeterValues) {
    var context = DeviceContext(moment)
    clusters.tick(values, &context)
    take(context)
  }

  /// Lets time pass and returns the next message to send, or nil: call until nil, and only
  /// while the radio takes messages.
  public mutating func tick(at moment: Moment, values: borrowing MeterValues)
    -> ApplicationMessage?
  {
    pass(at: moment, values: values)
    guard let network else { return nil }
    if distribution?.isUrgent == true, let message = told(at: moment.now) { return message }
    if mustAnnounce {
      mustAnnounce = false
      return DeviceAnnounce.message(
        shortAddress: network.shortAddress, eui64: network.eui64, sequence: nextSequence())
    }
    if let again = assurance.next(at: moment.now) { return again }
    var context = DeviceContext(moment)
    let request = clusters.request(&context)
    take(context)
    if let (cluster, request) = request { return message(cluster, request, network) }
    if let message = told(at: moment.now) { return message }
    // What still goes round goes to all before anything else is told.
    guard distribution == nil else { return nil }
    if let message = alarm(network, at: moment.now) { return message }
    return report(network, at: moment, values)
  }

  /// What the meter must do, oldest first; nil when nothing is left. Effects nobody takes before
  /// the next message or tick wait; once the queue is full, further ones are counted as lost.
  public mutating func nextEffect() -> DeviceEffect? { effects.popFirst() }

  /// Takes over what a cluster wants.
  private mutating func take(_ context: DeviceContext) {
    var context = context
    counts.lostEffects &+= context.lost
    while let alarm = context.takeAlarm() {
      clusters.raised(alarm, at: context.moment)
      if !alarms.append(alarm) { counts.lostEffects &+= 1 }
    }
    while let effect = context.takeEffect() {
      if case .leaveNetwork(rejoins: false) = effect { forgetPeers() }
      if !effects.append(effect) { counts.lostEffects &+= 1 }
    }
  }

  /// Out of the network for good: bindings and reporting are those of a new device.
  private mutating func forgetPeers() {
    bindings = BindingTable()
    reporting.table.forget()
    distribution = nil
    assurance = Assurance()
    if !effects.append(.keepState) { counts.lostEffects &+= 1 }
  }

  /// The values as they may be told: no summation below one already told.
  mutating func held(_ values: borrowing MeterValues) -> MeterValues {
    var held = copy values
    held.metering = floor.hold(values.metering)
    return held
  }

  mutating func nextSequence() -> UInt8 {
    sequence &+= 1
    return sequence
  }

  private mutating func answer(
    _ message: ApplicationMessage, _ network: Network, _ moment: Moment,
    _ values: borrowing MeterValues
  ) -> ApplicationMessage? {
    var context = DeviceContext(moment, origin: CommandOrigin(message))
    if message.ownEndpoint == ZDO.endpoint, message.profile == Profile.zdo {
      var server = ZDOServer(
        shortAddress: network.shortAddress, eui64: network.eui64,
        payloadBytesMax: network.payloadBytesMax, bindings: bindings)
      let reply = server.received(message, &context)
      bindings = server.bindings
      take(context)
      return reply
    }
    let held = self.held(values)
    var endpoint = EndpointServer(
      payloadBytesMax: network.payloadBytesMax, reporting: reporting.table)
    let reply = endpoint.received(message, &clusters, held, &context)
    reporting.table = endpoint.reporting
    take(context)
    return reply
  }
}
