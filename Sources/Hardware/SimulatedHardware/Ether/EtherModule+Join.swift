// SPDX-License-Identifier: Apache-2.0

import Quantities
import RadioLink

/// What a trust centre keeps of a device that was registered with it.
struct EtherRegistration {
  var key: [UInt8]
  var ends: UInt64
}

extension EtherModule {
  /// How many devices a trust centre keeps; the real module's number is not documented.
  static let registrationsMax = 10

  /// Looks for a network, or forms one, and looks again until there is one.
  func scan() {
    later(milliseconds: 1000) { module in
      guard module.isRunning, !module.isJoined else { return }
      guard module.parameter("DJ") == 0 else { return module.scan() }
      module.association = module.attempt()
      if module.isJoined { return module.status(module.isCoordinator ? 0x06 : 0x02) }
      module.scan()
    }
  }

  /// One attempt; returns the new AI. Source: [Digi 90001539] AI.
  private func attempt() -> UInt8 {
    if isCoordinator {
      shortAddress = 0
      return 0
    }
    let members = ether.modules.filter { $0.isOnAir && $0 !== self }
    guard !members.isEmpty else { return 0x21 }
    let wanted = parameter("ID")
    let channelBit = UInt64(1) << UInt64(ether.channel - 11)
    guard wanted == 0 || wanted == ether.extendedPAN, parameter("SC") & channelBit != 0
    else { return 0x22 }
    guard members.contains(where: \.windowIsOpen) else { return 0x23 }
    guard parameter("ZS") == 2 else { return 0x22 }
    guard parameter("EE") == 1, parameter("EO") & 2 == 2 else { return 0x27 }
    // Only the trust centre gives out the network's key.
    guard let trustCentre = members.first(where: \.isCoordinator) else { return 0xAD }
    guard ownLinkKey == trustCentre.linkKey(for: eui64) else { return 0xAF }
    shortAddress = ether.newShortAddress()
    return 0
  }

  /// The key with which it asks to be let in.
  private var ownLinkKey: [UInt8] {
    guard parameter("DC") & 1 == 1 else { return Self.padded(parameters[Self.letters("KY")] ?? []) }
    return Self.hash(installCode) ?? []
  }

  /// The key a trust centre expects of a device.
  private func linkKey(for eui64: UInt64) -> [UInt8] {
    if let registration = registrations[eui64], ether.now.nanoseconds < registration.ends {
      return registration.key
    }
    return Self.padded(parameters[Self.letters("KY")] ?? [])
  }

  /// A key is a number: leading zeros may be left out.
  static func padded(_ key: [UInt8]) -> [UInt8] {
    [UInt8](repeating: 0, count: max(0, 16 - key.count)) + key
  }

  /// The key of an install code. I? and frame 0x24 show the checksum most significant byte
  /// first, a label of the standard least significant first: both are taken.
  /// Source: [Digi 90001539] example of registering by install code.
  private static func hash(_ code: [UInt8]) -> [UInt8]? {
    guard code.count > 2 else { return nil }
    let swapped = Array(code.dropLast(2) + code.suffix(2).reversed())
    let read = (try? InstallCode(code.span)) ?? (try? InstallCode(swapped.span))
    guard let key = read?.linkKey else { return nil }
    return (0..<16).map { key.bytes[$0] }
  }

  /// Frame 0x24: registers a device with its link key (00) or its install code (01), or removes
  /// it where no key is given. Answers by 0xA4.
  func register(_ frame: [UInt8]) {
    let status = registrationStatus(bigEndian(frame[2..<10]), frame[12], Array(frame[13...]))
    if frame[1] != 0 { tell([0xA4, frame[1], status]) }
  }

  /// Source: [Digi 90001539] frame 0xA4; BD from zigpy-xbee's `RegistrationStatus`.
  private func registrationStatus(_ device: UInt64, _ options: UInt8, _ key: [UInt8]) -> UInt8 {
    guard isCoordinator, device != 0, device != .max else { return 0xB3 }
    if key.isEmpty { return registrations.removeValue(forKey: device) == nil ? 0xB1 : 0x00 }
    guard key.count <= (options & 1 == 1 ? 18 : 16) else { return 0x01 }
    var linkKey = Self.padded(key)
    if options & 1 == 1 {
      guard let hashed = Self.hash(key) else { return 0xBD }
      linkKey = hashed
    }
    guard linkKey != Self.padded([]), linkKey != [UInt8](repeating: 0xFF, count: 16)
    else { return 0xB2 }
    guard registrations[device] != nil || registrations.count < Self.registrationsMax
    else { return 0xB4 }
    let ends = ether.now.adding(milliseconds: parameter("KT") * 1000).nanoseconds
    registrations[device] = EtherRegistration(key: linkKey, ends: ends)
    return 0x00
  }
}
