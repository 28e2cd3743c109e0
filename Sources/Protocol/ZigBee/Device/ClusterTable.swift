// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Does something with one side of a cluster, whichever it is.
protocol ClusterVisitor {
  mutating func visit(_ side: inout some ClusterSide)
}

/// Does something with a client, whichever it is.
protocol ClientVisitor {
  mutating func visitClient(_ client: inout some ClusterClient)
}

/// The clusters of endpoint 1 with what they keep: a new cluster is one line in each list here.
struct ClusterTable {
  /// Clusters served, in the order of the simple descriptor.
  static var servers: InlineArray<8, UInt16> {
    [
      Basic.id, Identify.id, OnOff.id, Alarms.id, Metering.id, MeterIdentification.id,
      ElectricalMeasurement.id, Diagnostics.id,
    ]
  }
  /// Clusters used, in the order of the simple descriptor.
  static var clients: InlineArray<5, UInt16> {
    [Time.id, OTAUpgrade.id, Price.id, DemandResponse.id, Messaging.id]
  }

  let identity: DeviceIdentity

  private var basic = BasicState()
  private var identify = IdentifyServer()
  private var alarms = AlarmsServer()
  private var onOff = OnOffState()
  private var electrical = ElectricalState()
  private var time = TimeClient()
  private var upgrade: OTAUpgradeClient
  private var price = PriceClient()
  private var demandResponse: DemandResponseClient
  private var messaging = MessagingClient()

  init(_ identity: DeviceIdentity) {
    self.identity = identity
    let seed = Self.seed(identity.serialNumber)
    demandResponse = DemandResponseClient(seed: seed)
    var file = OTAIdentity()
    file.fileVersion = identity.fileVersion
    file.hardwareVersion = UInt16(identity.hardwareVersion)
    upgrade = OTAUpgradeClient(file, seed: seed)
  }

  /// Different for different meters. Source: FNV-1a, 64 bits.
  private static func seed(_ serialNumber: AttributeValue.Text) -> UInt64 {
    var seed: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<serialNumber.count {
      seed = (seed ^ UInt64(serialNumber[index])) &* 0x0100_0000_01B3
    }
    return seed
  }

  /// Has a server visited; false where there is none for this cluster.
  mutating func visitServer(
    _ cluster: UInt16, _ values: borrowing MeterValues, _ visitor: inout some ClusterVisitor
  ) -> Bool {
    switch cluster {
    case Basic.id:
      var side = BasicServer(identity: identity, state: basic)
      visitor.visit(&side)
      basic = side.state
      if basic.wantsFactoryDefaults { resetToFactoryDefaults(values) }
    case Identify.id: visitor.visit(&identify)
    case OnOff.id:
      var side = OnOffServer(
        isSupplyOn: values.isSupplyOn, isArmed: values.isSupplyArmed,
        needsLinkKey: values.supplyNeedsLinkKey, state: onOff)
      visitor.visit(&side)
      onOff = side.state
    case Alarms.id: visitor.visit(&alarms)
    case Metering.id:
      Self.visit(
        MeteringServer(values: values.metering, serialNumber: identity.serialNumber), &visitor)
    case MeterIdentification.id:
      Self.visit(MeterIdentificationServer(identity: identity), &visitor)
    case ElectricalMeasurement.id:
      var side = ElectricalMeasurementServer(values: values.electrical, state: electrical)
      visitor.visit(&side)
      electrical = side.state
    case Diagnostics.id: Self.visit(DiagnosticsServer(values: values.diagnostics), &visitor)
    default: return false
    }
    return true
  }

  /// Has a side visited that keeps nothing.
  private static func visit(_ side: some ClusterSide, _ visitor: inout some ClusterVisitor) {
    var side = side
    visitor.visit(&side)
  }

  /// Gives all that can be written its default again.
  private mutating func resetToFactoryDefaults(_ values: borrowing MeterValues) {
    basic = BasicState()
    identify = IdentifyServer()
    // How the relay starts is changed by whoever may switch it, and by nobody else.
    if values.isSupplyArmed, !values.supplyNeedsLinkKey { onOff.startUp = .previous }
    electrical.alarmsMask = 0
  }

  /// Enters an alarm in the log.
  mutating func raised(_ alarm: Alarm, at moment: Moment) { alarms.raised(alarm, at: moment) }

  /// Has a client visited; false where there is none for this cluster.
  mutating func visitClient(_ cluster: UInt16, _ visitor: inout some ClientVisitor) -> Bool {
    switch cluster {
    case Time.id: visitor.visitClient(&time)
    case OTAUpgrade.id: visitor.visitClient(&upgrade)
    case Price.id: visitor.visitClient(&price)
    case DemandResponse.id: visitor.visitClient(&demandResponse)
    case Messaging.id: visitor.visitClient(&messaging)
    default: return false
    }
    return true
  }

  /// Lets all clients know that the device is in a network; its EUI-64 makes randomisation differ
  /// from other meters'.
  mutating func joined(eui64: UInt64) {
    demandResponse.seed(eui64)
    upgrade.seed(eui64)
    time.joined()
    upgrade.joined()
    price.joined()
    demandResponse.joined()
    messaging.joined()
  }

  /// The client of upgrades learns what became of what is staged.
  mutating func staged(_ outcome: StagingOutcome, _ context: inout DeviceContext) {
    upgrade.staged(outcome, &context)
  }

  /// A person confirms the text that is shown; false where none waits for that.
  mutating func confirmMessage() -> Bool { messaging.confirm() }

  /// A person leaves (true), or joins again, the load control event that runs or the next one;
  /// false where there is none.
  mutating func opt(out: Bool, at moment: Moment) -> Bool {
    demandResponse.opt(out: out, at: moment)
  }

  /// As `opt`, out or in again as that event is not.
  mutating func toggleOpt(at moment: Moment) -> Bool? { demandResponse.toggleOpt(at: moment) }

  /// Lets time pass for all sides: alarms, ends of identification, of events, of messages.
  mutating func tick(_ values: borrowing MeterValues, _ context: inout DeviceContext) {
    identify.tick(at: context.moment.now)
    onOff.tick(values.isSupplyOn, &context)
    electrical.tick(values.electrical, &context)
    price.pass(&context)
    demandResponse.pass(&context)
    messaging.pass(&context)
  }

  /// Writes what the sides keep, always as many bytes, in the order of `restore`.
  func keep(in writer: inout ByteWriter) {
    basic.keep(in: &writer)
    onOff.keep(in: &writer)
    electrical.keep(in: &writer)
    demandResponse.keep(in: &writer)
    upgrade.keep(in: &writer)
  }

  /// Takes back what the sides kept.
  mutating func restore(from reader: inout ByteReader) {
    basic.restore(from: &reader)
    onOff.restore(from: &reader)
    electrical.restore(from: &reader)
    demandResponse.restore(from: &reader)
    upgrade.restore(from: &reader)
  }

  /// The next request of a client and its cluster, or nil.
  mutating func request(_ context: inout DeviceContext) -> (UInt16, ClientRequest)? {
    if let request = time.tick(&context) { return (Time.id, request) }
    if let request = price.tick(&context) { return (Price.id, request) }
    if let request = demandResponse.tick(&context) { return (DemandResponse.id, request) }
    if let request = messaging.tick(&context) { return (Messaging.id, request) }
    guard identity.stagesUpgrades else { return nil }
    return upgrade.tick(&context).map { (OTAUpgrade.id, $0) }
  }
}
