// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One side, server or client, of a cluster on this device: its table, its values now, its
/// commands. A value type made for one call, or kept where it has state of its own.
protocol ClusterSide {
  /// Commands of the cluster that this side takes, in ascending order.
  static var receivedCommands: CommandList { get }
  /// Commands of the cluster that this side sends, in ascending order.
  static var generatedCommands: CommandList { get }

  /// How many rows the table has.
  var attributeCount: Int { get }

  /// A row, in ascending order of identifiers.
  func attribute(at index: Int) -> Attribute

  /// The value now, or nil while there is none: then the attribute is as good as absent.
  func value(of attribute: Attribute) -> AttributeValue?

  /// Whether a value of the attribute's type may be written: `success`, or why not. Changes
  /// nothing, so that an undivided write can ask for all before it writes any.
  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus

  /// Writes a value that `check` took.
  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext)

  /// Takes a command of this cluster.
  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
}

extension ClusterSide {
  static var receivedCommands: CommandList { CommandList() }
  static var generatedCommands: CommandList { CommandList() }

  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus { .readOnly }

  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext
  ) {}

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  { .status(.unsupportedCommand) }

  /// The row of an identifier.
  func attribute(_ id: UInt16) -> Attribute? {
    for index in 0..<attributeCount where attribute(at: index).id == id {
      return attribute(at: index)
    }
    return nil
  }
}

/// A client side: it asks by itself.
protocol ClusterClient: ClusterSide {
  /// The device is in a network, or again in one.
  mutating func joined()

  /// Lets time pass: called at each tick, in a network and without one.
  mutating func pass(_ context: inout DeviceContext)

  /// The next request to the server, or nil: called at each tick while the radio takes messages.
  mutating func tick(_ context: inout DeviceContext) -> ClientRequest?

  /// A record of a Read Attributes Response: the value, nil where the server has none.
  mutating func learned(_ id: UInt16, _ value: AttributeValue?, _ context: inout DeviceContext)

  /// A Default Response to a command of this side.
  mutating func answered(_ command: UInt8, _ status: ZCLStatus, _ context: inout DeviceContext)
}

extension ClusterClient {
  mutating func pass(_ context: inout DeviceContext) {}
  mutating func learned(_ id: UInt16, _ value: AttributeValue?, _ context: inout DeviceContext) {}
  mutating func answered(_ command: UInt8, _ status: ZCLStatus, _ context: inout DeviceContext) {}
}

/// Command identifiers of one direction. Range: at most 16.
typealias CommandList = FixedBytes<16>

extension FixedBytes where capacity == 16 {
  /// Identifiers in ascending order.
  init<let listed: Int>(_ identifiers: InlineArray<listed, UInt8>) {
    self.init()
    for index in identifiers.indices { append(identifiers[index]) }
  }
}

/// A command of a cluster, without its header.
struct ClusterCommand {
  /// Its identifier.
  let id: UInt8
  /// What follows the header.
  let body: ApplicationMessage.Payload
  /// Its sequence number, for an answer that comes later.
  var sequence: UInt8 = 0
}

/// What a command led to.
enum CommandOutcome {
  /// A Default Response with this status; on success only where the sender wants one.
  case status(ZCLStatus)
  /// A command of the cluster back: its identifier, and what follows the header.
  case answer(UInt8, ApplicationMessage.Payload)
  /// Nothing back at all.
  case silence
}

/// What a client side wants sent to its server.
struct ClientRequest {
  /// Of all clusters, or of this one.
  var kind: FrameHeader.Kind
  /// The command.
  var command: UInt8
  /// What follows the header.
  var body = ApplicationMessage.Payload()
  /// The server, nil for the coordinator.
  var server: ServerAddress?
  /// Whether it is sent again until it is delivered: nobody asks for it anew.
  var isAssured = false
}

/// Where a server is.
struct ServerAddress: Equatable, Sendable {
  /// Its short address.
  var shortAddress: UInt16
  /// Its endpoint.
  var endpoint: UInt8
}

/// What a side of a cluster keeps through a power cut. A side that changed it wants
/// `DeviceEffect.keepState`.
protocol KeptSide {
  /// Unit: bytes; always the same, whatever is kept.
  static var keptBytes: Int { get }

  /// Writes exactly `keptBytes` bytes.
  func keep(in writer: inout ByteWriter)

  /// Takes back what was kept; what is out of range stays as it was.
  mutating func restore(from reader: inout ByteReader)
}
