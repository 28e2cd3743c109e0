// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities

/// An XBee 3 with ZigBee firmware in API mode, at the other end of a serial line.
///
/// It brings the module up, keeps it in a network for ever, sends and receives. The module must
/// already be in API mode (AP 1 or 2); transparent mode (AP 0) is left with a bench tool.
///
/// - Errors: none stop it; what goes wrong is counted in `counts`. Allocates: never.
/// - Source: [Digi 90001539], the XBee 3 ZigBee user guide.
public struct XBee3: Radio, Sendable {
  /// What the module is in its network.
  public enum Role: Sendable {
    /// Joins, answers ZDO requests by its host (AO 0x0F), relays.
    case router
    /// Forms or keeps the network; the gateway's side.
    case coordinator
  }

  /// What went wrong, counted.
  public struct Counts: Equatable, Sendable {
    /// Start-ups begun, the first included.
    public var startUps = 0
    /// AT commands nobody answered in time.
    public var silentCommands = 0
    /// AT commands the module refused.
    public var refusedCommands = 0
    /// Good frames this driver does not read.
    public var unknownFrames = 0
    /// Events dropped because nobody took the older ones.
    public var lostEvents = 0
    /// Messages delivered.
    public var delivered = 0
    /// Messages not delivered, whatever the status.
    public var undelivered = 0
  }

  struct Outstanding: Sendable {
    var identifier: UInt8
    var deadline: Instant
  }

  /// How far leaving for good, or for another network, has come.
  enum Departure: Equatable, Sendable {
    case none
    case barring
    case leaving(rejoining: Bool)
    case away
  }

  struct Request: Sendable {
    var request: ATRequest
    var identifier: UInt8
    var attempt: Int
    var deadline: Instant
  }

  /// The module's role.
  public let role: Role
  /// What went wrong so far.
  public internal(set) var counts = Counts()
  /// The network it is in, or nil.
  public internal(set) var network: RadioNetwork?
  /// The module's EUI-64, nil until it was read.
  public internal(set) var localEUI64: UInt64?
  /// AI as it was last read: why it is in no network. Nil until it was read.
  public internal(set) var association: AssociationStatus?
  /// The strength with which the last message came in over its last hop; nil where the module
  /// never said. An XBee gives no LQI.
  public internal(set) var lastMessageRSSI_dBm: Int8?

  var decoder = APIFrameDecoder()
  var output = ByteQueue<1024>()
  var events = FixedQueue<8, RadioEvent>()
  var networkChanged = false
  var outstanding = InlineArray<8, Outstanding?>(repeating: nil)
  var requests = FixedQueue<4, ATRequest>()
  var underway: Request?
  var lastIdentifier: UInt8 = 0
  var startUp: StartUp
  var watchAt = Instant.zero
  var departure = Departure.none
  var departAt = Instant.zero
  var strengthIsDue = false
  var strengthAt = Instant.zero
  var resetIsWanted = false
  var silentStartUps = 0
  var silentStartUpsMax = Limits.silentStartUpsFirst

  /// Makes the driver of a module about which nothing is known, and which network a router looks
  /// for; a coordinator keeps its own.
  public init(role: Role, joining wanted: JoinParameters = JoinParameters()) {
    self.role = role
    startUp = StartUp(role, wanted)
  }

  /// What the decoder has seen.
  public var frameCounts: APIFrameDecoder.Counts { decoder.counts }

  /// Unit: bytes. What the network takes, at most what a message holds; 0 in no network.
  public var payloadBytesMax: Int {
    min(network?.payloadBytesMax ?? 0, RadioMessage.payloadBytesMax)
  }

  /// Whether `send` takes one more message of any length up to `payloadBytesMax` now.
  public var takesMessages: Bool {
    joinState == .joined && freePlace() != nil && output.free >= APIFrameEncoder.wireBytesMax
  }

  /// Takes bytes from the serial line, in any pieces.
  public mutating func receive(_ bytes: Span<UInt8>, at now: Instant) {
    for index in bytes.indices where decoder.receive(bytes[index]) {
      silentStartUps = 0
      silentStartUpsMax = Limits.silentStartUpsFirst
      let content = decoder.content
      receiveFrame(content.span, at: now)
    }
  }

  /// Lets time pass.
  public mutating func tick(at now: Instant) {
    expireOutstanding(at: now)
    if let request = underway {
      if now >= request.deadline { retry(request, at: now) }
    } else if departure != .none {
      depart(at: now)
    } else if startUp.step != .done {
      if now >= startUp.resumeAt { ask(startUp.request(), at: now) }
    } else if let request = requests.popFirst() {
      ask(request, at: now)
    } else if now >= watchAt {
      ask(.read(.associationIndication), at: now)
    } else if strengthIsDue, now >= strengthAt {
      strengthIsDue = false
      strengthAt = now.adding(milliseconds: Limits.strengthMilliseconds)
      ask(.read(.lastHopStrength), at: now)
    }
  }

  /// The oldest event not yet taken, or nil. A change of the network comes first.
  public mutating func nextEvent() -> RadioEvent? {
    if networkChanged {
      networkChanged = false
      return network.map { .joined($0) } ?? .left
    }
    if resetIsWanted {
      resetIsWanted = false
      return .wantsReset
    }
    return events.popFirst()
  }

  /// Fills from the bytes to write to the serial line and returns how many, 0 for none.
  public mutating func takeOutput(into bytes: inout MutableSpan<UInt8>) -> Int {
    output.take(into: &bytes)
  }

  /// Opens the module's own join window: NJ and AC. The rest of the network is opened by the
  /// ZDO broadcast Mgmt_Permit_Joining_req, which is a message like any other.
  ///
  /// - Errors: false when the queue of commands is full.
  public mutating func permitJoining(seconds: UInt8) -> Bool {
    guard requests.free >= 2 else { return false }
    requests.append(.set(.nodeJoinTime, UInt64(seconds)))
    requests.append(.read(.applyChanges))
    return true
  }

  mutating func emit(_ event: RadioEvent) {
    if !events.append(event) { counts.lostEvents &+= 1 }
  }
}
