// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// The client of the Price cluster.
///
/// A server that answers "success" and publishes nothing has no tariff: it is asked again ever
/// more rarely, at most once a day. Without a clock of its own the client takes only prices that
/// have begun, and counts on from the time the server gave with them.
struct PriceClient: ClusterClient {
  static var receivedCommands: CommandList { CommandList([0x00]) }
  static var generatedCommands: CommandList { CommandList([0x00, 0x01, 0x02]) }

  /// Unit: seconds between two questions once there is a price.
  static let daySeconds: UInt64 = 86_400

  private var current = RequestTimer(firstSeconds: 60, longestSeconds: daySeconds)
  private var scheduled = RequestTimer(firstSeconds: 300, longestSeconds: daySeconds)
  private var table = PriceTable()
  private var told: PriceInForce?
  private var serverClock: (time: UInt32, at: Instant)?
  private var server: ServerAddress?

  var attributeCount: Int { 1 }
  func attribute(at index: Int) -> Attribute { .clusterRevision }
  func value(of attribute: Attribute) -> AttributeValue? {
    attribute == .clusterRevision ? .unsigned(1) : nil
  }

  mutating func joined() {
    current.askNow()
    scheduled.askNow()
  }

  mutating func answered(_ command: UInt8, _ status: ZCLStatus, _ context: inout DeviceContext) {
    guard status == .unsupportedCluster || status == .unsupportedCommand else { return }
    let now = context.moment.now
    if command == Price.getCurrentPrice { current.rest(from: now, seconds: Self.daySeconds) }
    if command == Price.getScheduledPrices { scheduled.rest(from: now, seconds: Self.daySeconds) }
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    guard command.id == Price.publishPrice else { return .status(.unsupportedCommand) }
    switch PublishPrice.read(command.body) {
    case .failure(let error): return error.outcome
    case .success(let price): return take(price, &context)
    }
  }

  mutating func pass(_ context: inout DeviceContext) {
    if let time = time(context.moment), table.expire(at: time) { current.askNow() }
    tell(&context)
  }

  mutating func tick(_ context: inout DeviceContext) -> ClientRequest? {
    let now = context.moment.now
    if current.take(at: now) {
      var request = ClientRequest(kind: .cluster, command: Price.getCurrentPrice, server: server)
      request.body.append(Price.receiverOn)
      return request
    }
    guard scheduled.take(at: now) else { return nil }
    var request = ClientRequest(kind: .cluster, command: Price.getScheduledPrices, server: server)
    request.body.append(littleEndian: UInt32(0))  // from now on
    request.body.append(0)  // all
    return request
  }

  /// Unit: seconds since 2000, nil while nobody has told.
  private func time(_ moment: Moment) -> UInt32? {
    if let utc = moment.zclUTC { return utc }
    guard let serverClock else { return nil }
    let elapsed = moment.now.since(serverClock.at) / 1_000_000_000
    return UInt32(clamping: UInt64(serverClock.time) + elapsed)
  }

  private mutating func take(_ new: PublishPrice, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    if context.moment.zclUTC == nil { serverClock = (new.currentTime, context.moment.now) }
    guard let time = time(context.moment) else { return .status(.failure) }
    let start = new.start == 0 ? time : new.start
    var price = PriceInForce(
      price: new.price, trailingDigits: new.trailingDigits, currency: new.currency,
      tier: new.tier, from: start, until: nil)
    if new.duration != Price.untilChanged {
      price.end = UInt32(clamping: UInt64(start) + UInt64(new.duration) * 60)
    }
    guard price.end.map({ $0 > time }) ?? true else { return .status(.invalidField) }
    guard context.moment.zclUTC != nil || start <= time else { return .status(.failure) }
    server = context.origin.map { ServerAddress($0) }
    current.rest(from: context.moment.now, seconds: Self.daySeconds)
    scheduled.rest(from: context.moment.now, seconds: Self.daySeconds)
    if table.take(ScheduledPrice(event: new.event, inForce: price)) == .full {
      return .status(.insufficientSpace)
    }
    tell(&context)
    return new.control & 0x01 != 0 ? acknowledgement(new, time) : .status(.success)
  }

  /// ProviderID, IssuerEventID, time, control.
  private func acknowledgement(_ price: PublishPrice, _ time: UInt32) -> CommandOutcome {
    var body = ApplicationMessage.Payload()
    body.append(littleEndian: price.provider)
    body.append(littleEndian: price.event)
    body.append(littleEndian: time)
    body.append(price.control)
    return .answer(Price.priceAcknowledgement, body)
  }

  private mutating func tell(_ context: inout DeviceContext) {
    let price = time(context.moment).flatMap { table.price(at: $0) }
    guard price != told else { return }
    told = price
    context.want(.price(price))
  }
}
