// SPDX-License-Identifier: Apache-2.0

import Quantities

/// One simulated XBee 3 at register level: an AT parameter table, its state in the network, and
/// a serial line to its host.
///
/// What the real module does by itself and no document proves, this one does not: it announces
/// no device. Source: [Digi 90001539].
public final class EtherModule {
  unowned let ether: Ether
  /// The module's EUI-64.
  public let eui64: UInt64
  /// The short address; FFFE in no network.
  public internal(set) var shortAddress: UInt16 = 0xFFFE
  /// Association indication: 00 in a network.
  public internal(set) var association: UInt8 = 0xFF
  /// Whether it is powered. An unpowered module neither hears nor answers.
  public private(set) var isPowered = true
  /// Whether its RESET line is held low.
  public private(set) var isHeldInReset = false
  /// Whether its firmware hangs: it neither hears nor answers until it is reset.
  public private(set) var hangs = false
  /// Of 1,000,000 bytes on its serial line so many are damaged, in both directions.
  public var lineNoisePerMillion: UInt64 = 0
  /// Bytes damaged so far.
  public private(set) var damagedBytes = 0
  /// Delivery statuses that its next transmissions end with instead of going into the air.
  public var failuresToCome: [UInt8] = []
  /// DB: how much below 0 dBm the last message came in; 0 before the first.
  public internal(set) var lastStrength: UInt8 = 0
  /// How much below 0 dBm it hears every message.
  public var strength: UInt8 = 0x2F
  /// Whether it gets another short address when it comes up again in its network.
  public var isRenamedOnReturn = false
  /// NP: unit bytes.
  public var payloadBytesMax: UInt16 = 84
  /// Messages it heard, whether or not its host was told.
  public internal(set) var heard: [(from: UInt16, message: EtherMessage)] = []
  /// Frames of its host it did not read: wrong checksum.
  public var droppedFrames: Int { framing.dropped }

  var parameters: [UInt16: [UInt8]]
  var saved: [UInt16: [UInt8]]
  var joinWindowEnds: Instant?
  var installCode: [UInt8] = []
  /// What a trust centre was told by frame 0x24, by EUI-64.
  var registrations: [UInt64: EtherRegistration] = [:]
  private var framing = EtherFraming()
  private var hostBytes: [UInt8] = []
  private var generation = 0

  init(_ ether: Ether, eui64: UInt64, isCoordinator: Bool) {
    self.ether = ether
    self.eui64 = eui64
    parameters = Self.defaults(
      isCoordinator: isCoordinator, extendedPAN: ether.extendedPAN)
    saved = parameters
    if isCoordinator {
      shortAddress = 0
      association = 0
    }
  }

  /// Whether it is in a network.
  public var isJoined: Bool { association == 0 }

  /// Takes bytes its host wrote.
  public func push(_ bytes: [UInt8]) {
    guard isRunning else { return }
    for frame in framing.frames(from: damaged(bytes), escaped: isEscaped) { receive(frame) }
  }

  /// Gives the bytes its host has not read yet, at most so many.
  public func pull(atMost limit: Int = .max) -> [UInt8] {
    let taken = Array(hostBytes.prefix(limit))
    hostBytes.removeFirst(taken.count)
    return taken
  }

  private func damaged(_ bytes: [UInt8]) -> [UInt8] {
    guard lineNoisePerMillion > 0 else { return bytes }
    return bytes.map { byte in
      guard ether.random.next() % 1_000_000 < lineNoisePerMillion else { return byte }
      damagedBytes += 1
      return byte ^ (1 << UInt8(ether.random.next() % 8))
    }
  }

  /// Sends as if its host had asked for it: to a short address, or to 0xFFFC and above.
  public func transmit(_ message: EtherMessage, to destination: UInt16) {
    send(message, to: destination) { _ in }
  }

  /// Resets the module: parameters as saved, its network remembered.
  public func reset() {
    guard isPowered else { return }
    generation += 1
    hangs = false
    parameters = saved
    framing = EtherFraming()
    let wasMember = shortAddress != 0xFFFE
    association = 0xFF
    status(0x00)
    later(milliseconds: 500) { $0.comeUp(wasMember: wasMember) }
  }

  /// Holds its RESET line low, or lets it go: then the module comes up.
  public func holdInReset(_ isHeld: Bool) {
    guard isHeld != isHeldInReset else { return }
    isHeldInReset = isHeld
    if isHeld {
      generation += 1
      hostBytes = []
    } else {
      reset()
    }
  }

  /// Stops its firmware, until a reset.
  public func hang() {
    generation += 1
    hangs = true
  }

  /// Gives it another short address, as the stack does by itself when two have the same.
  public func rename() {
    if isJoined { shortAddress = ether.newShortAddress() }
  }

  /// Cuts the power, or restores it: then the module comes up as after a reset.
  public func setPowered(_ powered: Bool) {
    guard powered != isPowered else { return }
    isPowered = powered
    hostBytes = []
    if powered { reset() } else { generation += 1 }
  }

  /// Throws the module out of its network; it scans for one again.
  public func disassociate() {
    leave()
    status(0x03)
    scan()
  }

  /// Opens its join window.
  public func permitJoining(seconds: UInt8) {
    joinWindowEnds = seconds == 0 ? nil : ether.now.adding(milliseconds: UInt64(seconds) * 1000)
    if seconds == 0xFF { joinWindowEnds = Instant(nanoseconds: .max) }
  }

  /// Whether its firmware runs.
  var isRunning: Bool { isPowered && !isHeldInReset && !hangs }
  /// Whether it takes part in its network.
  var isOnAir: Bool { isRunning && isJoined }
  var isEscaped: Bool { parameter("AP") == 2 }
  var isCoordinator: Bool { parameter("CE") == 1 }
  var windowIsOpen: Bool {
    isOnAir && joinWindowEnds.map { ether.now < $0 } ?? false
  }

  func later(milliseconds: UInt64, _ action: @escaping (EtherModule) -> Void) {
    let born = generation
    ether.after(milliseconds: milliseconds) { [weak self] in
      guard let self, self.generation == born else { return }
      action(self)
    }
  }

  /// Writes a frame to its host.
  func tell(_ content: [UInt8]) {
    guard isRunning else { return }
    hostBytes += damaged(EtherFraming.wire(content, escaped: isEscaped))
  }

  func status(_ code: UInt8) { tell([0x8A, code]) }

  func leave() {
    generation += 1
    shortAddress = 0xFFFE
    association = 0xFF
    joinWindowEnds = nil
  }

  private func comeUp(wasMember: Bool) {
    if wasMember || isCoordinator {
      association = 0
      if isCoordinator { shortAddress = 0 } else if isRenamedOnReturn { rename() }
      status(isCoordinator ? 0x06 : 0x02)
    } else {
      scan()
    }
  }

  private func receive(_ frame: [UInt8]) {
    switch frame.first {
    // 0x09 queues a parameter until AC; here it applies at once.
    case 0x08 where frame.count >= 4, 0x09 where frame.count >= 4: command(frame)
    case 0x11 where frame.count >= 20: transmitRequest(frame)
    case 0x24 where frame.count >= 13: register(frame)
    default: break
    }
  }
}
