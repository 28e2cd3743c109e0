// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities

/// The other end: learns of meters, asks each what it is, and turns reports and answers into
/// readings. Sans-I/O, for the gateway and for a bench without one.
///
/// - Errors: none; what it cannot use is counted. Allocates: never.
public struct Coordinator: Sendable {
  /// Every table, retry and wait.
  public enum Limits {
    /// Devices it knows; a further one is not asked, its readings carry no scale.
    public static let devicesMax = 16
    /// How often a question is asked in a row.
    public static let attemptsMax = 3
    /// How long an answer may take.
    public static let answerMilliseconds: UInt64 = 5_000
    /// The wait after the last attempt before it asks again.
    public static let restMilliseconds: UInt64 = 60_000
  }

  /// What it has seen.
  public struct Counts: Equatable, Sendable {
    /// Reports and answers with at least one record.
    public var readings = 0
    /// Frames it could not read, or not to the end.
    public var unreadable = 0
    /// Devices it had no place for.
    public var devicesRefused = 0
  }

  /// A command that a device did not carry out, and why. Source: [ZCL] 2.5.12 Default Response.
  public struct Refusal: Equatable, Sendable {
    /// Of the command.
    public var cluster: UInt16
    /// The command's identifier in its cluster.
    public var command: UInt8
    /// The status, as it came.
    public var status: UInt8
  }

  /// The endpoint it receives on.
  public static let endpoint: UInt8 = 1

  /// What it has seen.
  public private(set) var counts = Counts()

  private struct Pending {
    var message: ApplicationMessage
    var position: Int
    var isReport: Bool
  }

  private var devices = InlineArray<16, MeterDevice?>(repeating: nil)
  private var pending: Pending?
  private var refusal: Refusal?
  private var sequence: UInt8 = 0

  /// Makes a coordinator that knows no device.
  public init() {}

  /// How many devices it knows.
  public var deviceCount: Int {
    var count = 0
    for index in devices.indices where devices[index] != nil { count += 1 }
    return count
  }

  /// Takes a message and returns the reply, or nil. Readings it holds are taken with
  /// `nextReading` before the next message, or are lost.
  public mutating func received(_ message: ApplicationMessage, at now: Instant)
    -> ApplicationMessage?
  {
    if message.profile == Profile.zdo {
      receivedZDO(message, at: now)
      return nil
    }
    let frame = message.payload
    var reader = ByteReader(frame.span)
    guard let header = FrameHeader(&reader) else {
      counts.unreadable &+= 1
      return nil
    }
    let index = device(message.peer, message.peerEUI64, at: now)
    return receivedZCL(message, header, at: reader.position, (index, now))
  }

  /// The next attribute out of the last message, or nil.
  public mutating func nextReading() -> MeterReading? {
    guard let pending else { return nil }
    let frame = pending.message.payload
    var reader = ByteReader(frame.span)
    _ = reader.skip(pending.position)
    while reader.remaining > 0 {
      guard let record = AttributeRecord(&reader, hasStatus: !pending.isReport) else {
        counts.unreadable &+= 1
        break
      }
      self.pending?.position = reader.position
      if let value = record.value { return reading(record.id, value, pending) }
    }
    self.pending = nil
    return nil
  }

  /// The last refusal, once; one that nobody took is lost with the next.
  public mutating func nextRefusal() -> Refusal? { refusal.take() }

  /// Lets time pass and returns the next question to send, or nil: call until nil.
  public mutating func tick(at now: Instant) -> ApplicationMessage? {
    for index in devices.indices {
      guard let device = devices[index], device.question != .none, now >= device.askAt else {
        continue
      }
      sequence &+= 1
      devices[index]?.asked(sequence, at: now)
      return question(device)
    }
    return nil
  }

  /// The broadcast that opens all routers for joining.
  public mutating func permitJoining(seconds: UInt8) -> ApplicationMessage {
    sequence &+= 1
    var message = ApplicationMessage(
      peer: Address.receiversOn, endpoints: (ZDO.endpoint, ZDO.endpoint),
      cluster: ZDO.Request.permitJoining.rawValue, profile: Profile.zdo)
    message.payload.append(sequence)
    message.payload.append(seconds)
    message.payload.append(1)  // the trust centre's policy may change
    return message
  }

  /// A request for one attribute of a device; its answer comes as a reading.
  public mutating func read(_ attribute: UInt16, cluster: UInt16, of peer: UInt16)
    -> ApplicationMessage
  {
    sequence &+= 1
    var message = Self.request(peer, nil, MeterEndpoint.number, cluster)
    message.payload = ReadRequest.frame(sequence: sequence, attribute)
    return message
  }

  /// A frame of a server for one device, as its sender made it: a price, a text.
  public func message(_ frame: Span<UInt8>, cluster: UInt16, to peer: UInt16)
    -> ApplicationMessage
  {
    var message = Self.request(peer, nil, MeterEndpoint.number, cluster)
    message.payload.append(frame)
    return message
  }

  private func question(_ device: MeterDevice) -> ApplicationMessage {
    var message = Self.request(
      device.shortAddress, device.eui64, device.endpoint, device.question.cluster)
    message.payload = ReadRequest.frame(sequence: sequence, device.question.attributes)
    return message
  }

  private static func request(
    _ peer: UInt16, _ eui64: UInt64?, _ endpoint: UInt8, _ cluster: UInt16
  )
    -> ApplicationMessage
  {
    var message = ApplicationMessage(
      peer: peer, endpoints: (Self.endpoint, endpoint), cluster: cluster,
      profile: Profile.homeAutomation)
    message.peerEUI64 = eui64
    return message
  }
}

extension Coordinator {
  private mutating func receivedZDO(_ message: ApplicationMessage, at now: Instant) {
    guard message.cluster == ZDO.Request.deviceAnnounce.rawValue else { return }
    let payload = message.payload
    guard let announce = DeviceAnnounce(payload.span) else {
      counts.unreadable &+= 1
      return
    }
    if let index = device(announce.shortAddress, announce.eui64, at: now) {
      devices[index]?.restart(at: now)
    }
  }

  private mutating func receivedZCL(
    _ message: ApplicationMessage, _ header: FrameHeader, at position: Int,
    _ sender: (index: Int?, now: Instant)
  ) -> ApplicationMessage? {
    let command = FoundationCommand(rawValue: header.command)
    guard header.kind == .global, header.manufacturer == nil, let command else {
      return refused(message, header)
    }
    switch command {
    case .readAttributesResponse, .reportAttributes:
      if let index = sender.index {
        devices[index]?.endpoint = message.peerEndpoint
        if command == .readAttributesResponse {
          devices[index]?.answered(message.cluster, header.sequence, at: sender.now)
        }
      }
      counts.readings &+= 1
      pending = Pending(
        message: message, position: position, isReport: command == .reportAttributes)
      return command == .reportAttributes ? acknowledged(message, header) : nil
    case .defaultResponse:
      note(message, at: position)
      return nil
    default:
      return command.isAnswer ? nil : refused(message, header)
    }
  }

  private mutating func note(_ response: ApplicationMessage, at position: Int) {
    let frame = response.payload
    var reader = ByteReader(frame.span)
    guard reader.skip(position), let command = reader.littleEndian(UInt8.self),
      let status = reader.littleEndian(UInt8.self)
    else {
      counts.unreadable &+= 1
      return
    }
    guard status != ZCLStatus.success.rawValue else { return }
    refusal = Refusal(cluster: response.cluster, command: command, status: status)
  }

  private func acknowledged(_ message: ApplicationMessage, _ header: FrameHeader)
    -> ApplicationMessage?
  {
    if header.disablesDefaultResponse || message.isBroadcast { return nil }
    return message.answered(by: FoundationServer.defaultResponse(header, .success))
  }

  private func refused(_ message: ApplicationMessage, _ header: FrameHeader)
    -> ApplicationMessage?
  {
    if message.isBroadcast { return nil }
    return message.answered(by: FoundationServer.defaultResponse(header, .unsupportedCommand))
  }

  private mutating func reading(_ attribute: UInt16, _ value: AttributeValue, _ from: Pending)
    -> MeterReading
  {
    let message = from.message
    let index = place(message.peer, message.peerEUI64)
    if let index { devices[index]?.note(message.cluster, attribute, value) }
    return MeterReading(
      shortAddress: message.peer, eui64: message.peerEUI64 ?? index.flatMap { devices[$0]?.eui64 },
      cluster: message.cluster, attribute: attribute, value: value,
      scale: index.flatMap { devices[$0]?.scale }, isReport: from.isReport)
  }

  /// The place of a device: by EUI-64 first, because the short address may change.
  private func place(_ shortAddress: UInt16, _ eui64: UInt64?) -> Int? {
    if let eui64 {
      for index in devices.indices where devices[index]?.eui64 == eui64 { return index }
    }
    for index in devices.indices {
      guard let device = devices[index], device.shortAddress == shortAddress else { continue }
      if eui64 == nil || device.eui64 == nil || device.eui64 == eui64 { return index }
    }
    return nil
  }

  /// The place of a device, a new one where it is not known; nil when the table is full.
  private mutating func device(_ shortAddress: UInt16, _ eui64: UInt64?, at now: Instant) -> Int? {
    if let index = place(shortAddress, eui64) {
      devices[index]?.shortAddress = shortAddress
      if let eui64 { devices[index]?.eui64 = eui64 }
      return index
    }
    for index in devices.indices where devices[index] == nil {
      devices[index] = MeterDevice(shortAddress: shortAddress, eui64: eui64, askAt: now)
      return index
    }
    counts.devicesRefused &+= 1
    return nil
  }
}
