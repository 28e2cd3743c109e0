// SPDX-License-Identifier: Apache-2.0

extension EtherModule {
  /// "ZigBeeAlliance09": the key with which the simulated network lets devices in.
  static let networkLinkKey = Array("ZigBeeAlliance09".utf8)

  /// Parameters a write of which makes the module leave its network.
  private static let networkParameters: Set<String> = [
    "CE", "ID", "ZS", "EE", "EO", "SC", "KY",
  ]

  static func defaults(isCoordinator: Bool, extendedPAN: UInt64) -> [UInt16: [UInt8]] {
    // swift-format-ignore
    let table: [(String, [UInt8])] = [
      // command  factory value (AP, and a formed coordinator's network, excepted)
      ("AP", [2]),
      ("AO", [0]),
      ("CE", [isCoordinator ? 1 : 0]),
      ("ID", bigEndian(isCoordinator ? extendedPAN : 0)),
      ("SC", bigEndian(UInt16(0x7FFF))),
      ("ZS", [isCoordinator ? 2 : 0]),
      ("EE", [isCoordinator ? 1 : 0]),
      ("EO", [isCoordinator ? 2 : 0]),
      ("KY", isCoordinator ? networkLinkKey : []),
      ("DC", bigEndian(UInt16(0))),
      ("DJ", [0]),
      ("KT", bigEndian(UInt16(0x12C))),
      ("NW", bigEndian(UInt16(0))),
      ("JV", [0]),
      ("NJ", [0]),
      ("SP", bigEndian(UInt16(0x20))),
      ("SN", bigEndian(UInt16(1))),
      ("VR", bigEndian(UInt16(0x1014))),
    ]
    return Dictionary(uniqueKeysWithValues: table.map { (Self.letters($0.0), $0.1) })
  }

  static func letters(_ name: String) -> UInt16 { UInt16(bigEndian(name.utf8)) }

  /// The number a parameter holds now.
  public func parameter(_ name: String) -> UInt64 {
    bigEndian(parameters[Self.letters(name)] ?? [])
  }

  /// Frame 0x08: reads, sets or executes, and answers where the frame has an identifier.
  func command(_ frame: [UInt8]) {
    let name = String(decoding: frame[2..<4], as: UTF8.self)
    let value = Array(frame[4...])
    let (status, answer) = value.isEmpty ? read(name) : set(name, value)
    if frame[1] != 0 { tell([0x88, frame[1]] + frame[2..<4] + [status] + answer) }
  }

  private func read(_ name: String) -> (UInt8, [UInt8]) {
    switch name {
    case "AI": return (0, [association])
    case "MY": return (0, bigEndian(shortAddress))
    case "SH": return (0, bigEndian(UInt32(eui64 >> 32)))
    case "SL": return (0, bigEndian(UInt32(eui64 & 0xFFFF_FFFF)))
    case "OI": return (0, bigEndian(isJoined ? ether.pan : 0xFFFF))
    case "OP": return (0, bigEndian(isJoined ? ether.extendedPAN : 0))
    case "CH": return (0, [isJoined ? ether.channel : 0])
    case "NP": return (0, bigEndian(payloadBytesMax))
    case "DB": return (0, [lastStrength])
    case "I?": return installCode.isEmpty ? (2, []) : (0, installCode)
    case "AC", "KY": return (0, [])
    case "FR":
      later(milliseconds: 0) { $0.reset() }
      return (0, [])
    case "WR":
      saved = parameters
      return (0, [])
    default:
      guard let value = parameters[Self.letters(name)] else { return (2, []) }
      return (0, value)
    }
  }

  private func set(_ name: String, _ value: [UInt8]) -> (UInt8, [UInt8]) {
    let letters = Self.letters(name)
    if name == "NR" { return networkReset(value) }
    guard let old = parameters[letters] else { return (2, []) }
    if name == "AP", value.last != 1, value.last != 2 { return (3, []) }
    parameters[letters] = value
    if name == "NJ" { permitJoining(seconds: value.last ?? 0) }
    // An unchanged value is written without effect: an assumption no document settles.
    if Self.networkParameters.contains(name), Self.padded(old) != Self.padded(value) {
      later(milliseconds: 0) { $0.networkChanged() }
    }
    return (0, [])
  }

  /// NR 0: forgets the network, then looks for one again.
  private func networkReset(_ value: [UInt8]) -> (UInt8, [UInt8]) {
    guard value == [0] else { return (3, []) }
    later(milliseconds: 0) { $0.networkChanged() }
    return (0, [])
  }

  private func networkChanged() {
    let wasJoined = isJoined
    leave()
    if wasJoined { status(0x03) }
    scan()
  }
}
