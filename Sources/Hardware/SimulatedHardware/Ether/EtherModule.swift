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
  /// NP: unit bytes.
  public var payloadBytesMax: UInt16 = 84
  /// Messages it heard, whether or not its host was told.
  public internal(set) var heard: [(from: UInt16, message: EtherMessage)] = []
  /// Frames of its host it did not read: wrong checksum.
  public var droppedFrames: Int { framing.dropped }

  var parameters: [UInt16: [UInt8]]
  var saved: [UInt16: [UInt8]]
  var joinWindowEnds: Instant?
  private var framing = EtherFraming()
  private var hostBytes: [UInt8] = []
  private var generation = 0

  init(_ ether: Ether, eui64: UInt64, isCoordinator: Bool) {
    self.ether = ether
    self.eui64 = eui64
    parameters = Self.defaults(isCoordinator: isCoordinator)
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
    guard isPowered else { return }
    for frame in framing.frames(from: bytes, escaped: isEscaped) { receive(frame) }
  }

  /// Gives the bytes its host has not read yet, at most so many.
  public func pull(atMost limit: Int = .max) -> [UInt8] {
    let taken = Array(hostBytes.prefix(limit))
    hostBytes.removeFirst(taken.count)
    return taken
  }

  /// Sends as if its host had asked for it: to a short address, or to 0xFFFC and above.
  public func transmit(_ message: EtherMessage, to destination: UInt16) {
    send(message, to: destination) { _ in }
  }

  /// Resets the module: parameters as saved, its network remembered.
  public func reset() {
    guard isPowered else { return }
    generation += 1
    parameters = saved
    framing = EtherFraming()
    let wasMember = shortAddress != 0xFFFE
    association = 0xFF
    status(0x00)
    later(milliseconds: 500) { $0.comeUp(wasMember: wasMember) }
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

  var isEscaped: Bool { parameter("AP") == 2 }
  var isCoordinator: Bool { parameter("CE") == 1 }
  var windowIsOpen: Bool {
    isPowered && isJoined && joinWindowEnds.map { ether.now < $0 } ?? false
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
    guard isPowered else { return }
    hostBytes += EtherFraming.wire(content, escaped: isEscaped)
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
      if isCoordinator { shortAddress = 0 }
      status(isCoordinator ? 0x06 : 0x02)
    } else {
      scan()
    }
  }

  private func receive(_ frame: [UInt8]) {
    switch frame.first {
    case 0x08 where frame.count >= 4: command(frame)
    case 0x11 where frame.count >= 20: transmitRequest(frame)
    default: break
    }
  }
}
