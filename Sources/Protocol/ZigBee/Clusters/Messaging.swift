// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Messaging cluster 0x0703. Source: [ZCL] 10.5 Messaging.
public enum Messaging {
  /// The cluster.
  public static let id: UInt16 = 0x0703
  /// Commands of the server.
  static let displayMessage: UInt8 = 0x00, cancelMessage: UInt8 = 0x01
  /// Commands of the client.
  static let getLastMessage: UInt8 = 0x00, messageConfirmation: UInt8 = 0x01
  /// Duration: until changed.
  static let untilChanged: UInt16 = 0xFFFF
}

/// DisplayMessage: MessageID, control, start, duration in minutes, text, perhaps more control.
struct DisplayMessage: Sendable {
  var text = MessageText()
  /// Unit: seconds since 2000; 0 for now.
  var start: UInt32
  /// Unit: minutes.
  var duration: UInt16

  /// Reads a message, or says what is wrong with it.
  static func read(_ body: ApplicationMessage.Payload) -> Result<DisplayMessage, ZCLStatusError> {
    var reader = ByteReader(body.span)
    guard let id = reader.littleEndian(UInt32.self), let control = reader.littleEndian(UInt8.self),
      let start = reader.littleEndian(UInt32.self),
      let duration = reader.littleEndian(UInt16.self),
      let length = reader.littleEndian(UInt8.self)
    else { return .failure(.malformed) }
    if length == 0xFF { return .failure(.invalid) }
    guard reader.remaining >= Int(length), reader.remaining <= Int(length) + 1 else {
      return .failure(.malformed)
    }
    guard duration > 0, start < UInt32.max else { return .failure(.invalid) }
    var message = DisplayMessage(start: start, duration: duration)
    message.text.id = id
    message.text.importance = control >> 2 & 0x03
    message.text.wantsConfirmation = control & 0x80 != 0
    let first = reader.position
    message.text.text = cut(body, first, first + Int(length))
    return .success(message)
  }

  /// The bytes, as many whole characters as the display holds.
  private static func cut(_ body: ApplicationMessage.Payload, _ first: Int, _ end: Int)
    -> FixedBytes<80>
  {
    var last = min(end, first + 80)
    if last < end { while last > first, body[last] & 0xC0 == 0x80 { last -= 1 } }
    var text = FixedBytes<80>()
    for index in first..<last { text.append(body[index]) }
    return text
  }
}

/// Why a command was not taken.
enum ZCLStatusError: Error {
  /// Its length is wrong.
  case malformed
  /// A field has a value it cannot have.
  case invalid

  var outcome: CommandOutcome {
    self == .malformed ? .status(.malformedCommand) : .status(.invalidField)
  }
}

/// The client of the Messaging cluster: one message at a time, the newest replaces the one before.
struct MessagingClient: ClusterClient {
  static var receivedCommands: CommandList { CommandList([0x00, 0x01]) }
  static var generatedCommands: CommandList { CommandList([0x00, 0x01]) }

  private var timer = RequestTimer(firstSeconds: 60, longestSeconds: 86_400)
  private var message: DisplayMessage?
  private var server: ServerAddress?
  private var end: UInt32?
  private var endInstant: Instant?
  private var isShown = false
  /// The last message that was confirmed, cancelled or at its end: not shown again.
  private var doneID: UInt32?
  private var confirmation: (id: UInt32, server: ServerAddress?)?

  var attributeCount: Int { 1 }
  func attribute(at index: Int) -> Attribute { .clusterRevision }
  func value(of attribute: Attribute) -> AttributeValue? {
    attribute == .clusterRevision ? .unsigned(1) : nil
  }

  mutating func joined() { timer.askNow() }

  mutating func answered(_ command: UInt8, _ status: ZCLStatus, _ context: inout DeviceContext) {
    if command == Messaging.getLastMessage {
      timer.rest(from: context.moment.now, seconds: 86_400)
    }
  }

  /// A person confirms the text that is shown; false where none waits for that.
  mutating func confirm() -> Bool {
    guard isShown, let message, message.text.wantsConfirmation, doneID != message.text.id else {
      return false
    }
    doneID = message.text.id
    confirmation = (message.text.id, server)
    return true
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    switch command.id {
    case Messaging.displayMessage:
      switch DisplayMessage.read(command.body) {
      case .failure(let error): return error.outcome
      case .success(let message): return take(message, &context)
      }
    case Messaging.cancelMessage: return cancel(command.body, &context)
    default: return .status(.unsupportedCommand)
    }
  }

  /// Shows and withdraws by time.
  mutating func pass(_ context: inout DeviceContext) { advance(&context) }

  /// Confirms, asks for the last message.
  mutating func tick(_ context: inout DeviceContext) -> ClientRequest? {
    if let confirmation, let utc = context.moment.zclUTC {
      self.confirmation = nil
      var request = ClientRequest(kind: .cluster, command: Messaging.messageConfirmation)
      request.body.append(littleEndian: confirmation.id)
      request.body.append(littleEndian: utc)
      request.server = confirmation.server
      request.isAssured = true
      return request
    }
    guard timer.take(at: context.moment.now) else { return nil }
    return ClientRequest(kind: .cluster, command: Messaging.getLastMessage)
  }

  private mutating func take(_ new: DisplayMessage, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    timer.rest(from: context.moment.now, seconds: 86_400)
    // Repetitions neither lengthen a message nor bring one back.
    guard new.text.id != message?.text.id, new.text.id != doneID else { return .status(.success) }
    withdraw(&context)
    message = new
    server = context.origin.map { ServerAddress($0) }
    let lasts = new.duration != Messaging.untilChanged
    let start = new.start != 0 ? new.start : context.moment.zclUTC
    end = lasts ? start.map { UInt32(clamping: UInt64($0) + UInt64(new.duration) * 60) } : nil
    endInstant =
      lasts && new.start == 0
      ? context.moment.now.adding(milliseconds: UInt64(new.duration) * 60_000) : nil
    advance(&context)
    return .status(.success)
  }

  private mutating func cancel(
    _ body: ApplicationMessage.Payload, _ context: inout DeviceContext
  ) -> CommandOutcome {
    var reader = ByteReader(body.span)
    guard let id = reader.littleEndian(UInt32.self), reader.littleEndian(UInt8.self) != nil,
      reader.remaining == 0
    else { return .status(.malformedCommand) }
    guard let message, message.text.id == id else { return .status(.notFound) }
    withdraw(&context)
    return .status(.success)
  }

  private mutating func advance(_ context: inout DeviceContext) {
    guard let message else { return }
    let utc = context.moment.zclUTC
    if let endInstant, endInstant <= context.moment.now { return withdraw(&context) }
    if endInstant == nil, let end, let utc, end <= utc { return withdraw(&context) }
    guard !isShown, message.start == 0 || utc.map({ message.start <= $0 }) ?? false else { return }
    isShown = true
    context.want(.showMessage(message.text))
  }

  private mutating func withdraw(_ context: inout DeviceContext) {
    if isShown { context.want(.withdrawMessage) }
    if let message { doneID = message.text.id }
    isShown = false
    message = nil
    end = nil
    endInstant = nil
  }
}
