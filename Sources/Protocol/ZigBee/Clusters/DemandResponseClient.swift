// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// The client of Demand Response and Load Control: one load, on or off.
///
/// Events and their reports need UTC: without a clock an event fails, and once there is one the
/// server is asked for its events.
struct DemandResponseClient: ClusterClient {
  static var receivedCommands: CommandList { CommandList([0x00, 0x01, 0x02]) }
  static var generatedCommands: CommandList { CommandList([0x00, 0x01]) }

  private var timer = RequestTimer(firstSeconds: 60, longestSeconds: 86_400)
  private var table = LoadControlTable()
  private var random: ClientRandom
  private var group: UInt8 = 0
  private var startMinutes = DemandResponse.randomizationDefault
  private var durationMinutes = DemandResponse.randomizationDefault
  private var deviceClass = DemandResponse.simpleLoad
  private var isShedding = false

  /// The seed of its randomisation: two meters need different ones.
  init(seed: UInt64) { random = ClientRandom(seed: seed) }

  /// Begins randomisation anew.
  mutating func seed(_ seed: UInt64) { random = ClientRandom(seed: seed) }

  var attributeCount: Int { DemandResponse.attributes.count }
  func attribute(at index: Int) -> Attribute { DemandResponse.attributes[index] }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0000: return .unsigned(UInt64(group))
    case 0x0001: return .unsigned(UInt64(startMinutes))
    case 0x0002: return .unsigned(UInt64(durationMinutes))
    case 0x0003: return .unsigned(UInt64(deviceClass))
    case 0xFFFD: return .unsigned(1)
    default: return nil
    }
  }

  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus {
    guard case .unsigned(let number) = value, attribute.access.isWritable else { return .readOnly }
    let isRandomization = attribute.id == 0x0001 || attribute.id == 0x0002
    return isRandomization && number > DemandResponse.randomizationMax ? .invalidValue : .success
  }

  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext
  ) {
    guard case .unsigned(let number) = value else { return }
    switch attribute.id {
    case 0x0000: group = UInt8(truncatingIfNeeded: number)
    case 0x0001: startMinutes = UInt8(truncatingIfNeeded: number)
    case 0x0002: durationMinutes = UInt8(truncatingIfNeeded: number)
    case 0x0003: deviceClass = UInt16(truncatingIfNeeded: number)
    default: return
    }
    context.want(.keepState)
  }

  mutating func joined() { timer.askNow() }

  mutating func answered(_ command: UInt8, _ status: ZCLStatus, _ context: inout DeviceContext) {
    guard command == DemandResponse.getScheduledEvents else { return }
    timer.rest(from: context.moment.now, seconds: 86_400)
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    let outcome: CommandOutcome
    switch command.id {
    case DemandResponse.loadControlEvent: outcome = take(command.body, context)
    case DemandResponse.cancelLoadControlEvent: outcome = cancel(command.body, context)
    case DemandResponse.cancelAllLoadControlEvents: outcome = cancelAll(command.body, context)
    default: return .status(.unsupportedCommand)
    }
    follow(&context)
    return outcome
  }

  mutating func pass(_ context: inout DeviceContext) {
    guard let time = context.moment.zclUTC else { return }
    table.advance(at: time)
    follow(&context)
  }

  mutating func tick(_ context: inout DeviceContext) -> ClientRequest? {
    guard let time = context.moment.zclUTC else { return nil }
    if let report = table.nextReport() { return report.request }
    guard timer.take(at: context.moment.now) else { return nil }
    var request = ClientRequest(kind: .cluster, command: DemandResponse.getScheduledEvents)
    request.body.append(littleEndian: time)
    request.body.append(0)  // all
    return request
  }

  /// The user leaves (true), or joins again, the event that runs or the next one; false where
  /// there is none. The load follows at the next tick.
  mutating func opt(out: Bool, at moment: Moment) -> Bool {
    moment.zclUTC.map { table.opt(out: out, at: $0) } ?? false
  }

  /// As `opt`, out or in again as that event is not; says which, nil where there is none.
  mutating func toggleOpt(at moment: Moment) -> Bool? {
    guard let time = moment.zclUTC, let isOut = table.isOptedOut else { return nil }
    return table.opt(out: !isOut, at: time) ? !isOut : nil
  }

  private func isMeant(_ deviceClass: UInt16, _ group: UInt8) -> Bool {
    deviceClass & self.deviceClass != 0 && (group == 0 || group == self.group)
  }

  private mutating func take(_ body: ApplicationMessage.Payload, _ context: DeviceContext)
    -> CommandOutcome
  {
    guard let event = LoadControlEvent(body) else { return .status(.malformedCommand) }
    guard isMeant(event.deviceClass, event.group), !table.holds(event.id) else {
      return .status(.success)
    }
    guard let time = context.moment.zclUTC else { return .status(.failure) }
    timer.rest(from: context.moment.now, seconds: 86_400)
    let server = context.origin.map { ServerAddress($0) }
    guard event.isValid else {
      table.report(event, .rejected, server, at: time)
      return .status(.invalidField)
    }
    let start = event.control & 0x01 != 0 ? random.next(upTo: UInt32(startMinutes) * 60) : 0
    let end = event.control & 0x02 != 0 ? random.next(upTo: UInt32(durationMinutes) * 60) : 0
    let scheduled = ScheduledEvent(
      event, server, at: event.start == 0 ? time : event.start, delays: (start, end))
    if scheduled.end <= time {
      table.report(event, .expired, server, at: time)
    } else {
      table.take(scheduled, at: time)
    }
    return .status(.success)
  }

  private mutating func cancel(_ body: ApplicationMessage.Payload, _ context: DeviceContext)
    -> CommandOutcome
  {
    var reader = ByteReader(body.span)
    guard reader.remaining == 12, let id = reader.littleEndian(UInt32.self),
      let deviceClass = reader.littleEndian(UInt16.self),
      let group = reader.littleEndian(UInt8.self), let control = reader.littleEndian(UInt8.self),
      let effective = reader.littleEndian(UInt32.self)
    else { return .status(.malformedCommand) }
    guard let time = context.moment.zclUTC else { return .status(.failure) }
    guard isMeant(deviceClass, group) else { return .status(.success) }
    guard table.holds(id) else {
      let server = context.origin.map { ServerAddress($0) }
      table.report(LoadControlEvent(id: id), .undefinedEvent, server, at: time)
      return .status(.success)
    }
    table.cancel(
      id, at: effective == 0 ? time : effective, randomly: control & 0x01 != 0, now: time)
    return .status(.success)
  }

  private mutating func cancelAll(_ body: ApplicationMessage.Payload, _ context: DeviceContext)
    -> CommandOutcome
  {
    guard body.count == 1 else { return .status(.malformedCommand) }
    guard let time = context.moment.zclUTC else { return .status(.failure) }
    table.cancel(nil, at: time, randomly: body[0] & 0x01 != 0, now: time)
    return .status(.success)
  }

  /// Switches the load where that changes.
  private mutating func follow(_ context: inout DeviceContext) {
    guard let time = context.moment.zclUTC else { return }
    let sheds = table.sheds(at: time)
    guard sheds != isShedding else { return }
    isShedding = sheds
    context.want(.shedLoad(sheds))
  }
}

extension DemandResponseClient: KeptSide {
  static var keptBytes: Int { 5 }

  func keep(in writer: inout ByteWriter) {
    writer.littleEndian(group)
    writer.littleEndian(startMinutes)
    writer.littleEndian(durationMinutes)
    writer.littleEndian(deviceClass)
  }

  mutating func restore(from reader: inout ByteReader) {
    guard let group = reader.littleEndian(UInt8.self), let start = reader.littleEndian(UInt8.self),
      let duration = reader.littleEndian(UInt8.self),
      let deviceClass = reader.littleEndian(UInt16.self)
    else { return }
    self.group = group
    self.deviceClass = deviceClass
    if UInt64(start) <= DemandResponse.randomizationMax { startMinutes = start }
    if UInt64(duration) <= DemandResponse.randomizationMax { durationMinutes = duration }
  }
}
