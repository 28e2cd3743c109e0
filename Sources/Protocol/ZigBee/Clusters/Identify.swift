// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Identify cluster 0x0003: which of the meters is it? Source: [ZCL] 3.5 Identify.
enum Identify {
  /// The cluster.
  static let id: UInt16 = 0x0003

  /// IdentifyTime: seconds that are left.
  static var identifyTime: Attribute { Attribute(0x0000, .uint16, .readWrite) }

  /// Commands taken, and their one answer.
  static let identify: UInt8 = 0x00
  static let identifyQuery: UInt8 = 0x01
  static let triggerEffect: UInt8 = 0x40
  static let identifyQueryResponse: UInt8 = 0x00

  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1

  // swift-format-ignore
  /// How long the display blinks for an effect; nil where there is none of this name. The display
  /// has no colour and no brightness: it blinks as long as a lamp's effect lasts.
  static func seconds(ofEffect effect: UInt8) -> UInt16? {
    switch effect {
    case 0x00: return 1   // Blink: once
    case 0x01: return 15  // Breathe: 15 times a second
    case 0x02: return 1   // Okay: a second
    case 0x0B: return 8   // Channel change: 8 seconds
    case 0xFE: return 0   // Finish effect
    case 0xFF: return 0   // Stop effect
    default:   return nil
    }
  }
}

/// The server of the Identify cluster: the display blinks.
struct IdentifyServer: ClusterSide {
  static var receivedCommands: CommandList {
    CommandList([Identify.identify, Identify.identifyQuery, Identify.triggerEffect])
  }
  static var generatedCommands: CommandList { CommandList([Identify.identifyQueryResponse]) }

  /// Unit: seconds that are left.
  private(set) var seconds: UInt16 = 0
  private var since = Instant.zero

  var attributeCount: Int { 2 }

  func attribute(at index: Int) -> Attribute {
    index == 0 ? Identify.identifyTime : .clusterRevision
  }

  func value(of attribute: Attribute) -> AttributeValue? {
    attribute == .clusterRevision ? .unsigned(Identify.revision) : .unsigned(UInt64(seconds))
  }

  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus { .success }

  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext
  ) {
    if case .unsigned(let seconds) = value { begin(UInt16(clamping: seconds), &context) }
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    var reader = ByteReader(command.body.span)
    switch command.id {
    case Identify.identify:
      guard let seconds = reader.littleEndian(UInt16.self) else {
        return .status(.malformedCommand)
      }
      begin(seconds, &context)
      return .status(.success)
    case Identify.identifyQuery: return query()
    case Identify.triggerEffect:
      guard let effect = reader.littleEndian(UInt8.self), reader.skip(1) else {
        return .status(.malformedCommand)
      }
      guard let seconds = Identify.seconds(ofEffect: effect) else { return .status(.invalidField) }
      context.want(.identify(seconds: seconds))
      return .status(.success)
    default: return .status(.unsupportedCommand)
    }
  }

  /// Lets time pass.
  mutating func tick(at now: Instant) {
    let passed = now.since(since) / 1_000_000_000
    guard passed > 0 else { return }
    seconds -= min(seconds, UInt16(clamping: passed))
    since = since.adding(milliseconds: passed * 1_000)
  }

  private mutating func begin(_ seconds: UInt16, _ context: inout DeviceContext) {
    self.seconds = seconds
    since = context.moment.now
    context.want(.identify(seconds: seconds))
  }

  /// Answered only while it identifies itself.
  private func query() -> CommandOutcome {
    guard seconds > 0 else { return .status(.success) }
    var body = ApplicationMessage.Payload()
    body.append(littleEndian: seconds)
    return .answer(Identify.identifyQueryResponse, body)
  }
}
