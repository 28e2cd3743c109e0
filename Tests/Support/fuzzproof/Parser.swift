// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

/// What one fuzzing run is about.
enum Parser {
  /// The serial line of the radio.
  case xbee
  /// The gateway's side of the protocol.
  case coordinator
  /// The meter's side, for messages of this kind.
  case device(Target)
  /// Reads one byte past the end: proves that the fuzzer would see it.
  case broken

  /// Every name: those of fixed kinds, and one for each cluster of the simple descriptor.
  static var names: [String] {
    ["xbee", "coordinator", "device", "zdo", "foundation"] + clusters.map(name)
  }

  /// The clusters of the device's own simple descriptor.
  static let clusters: [UInt16] = simpleDescriptorClusters()

  init?(_ name: String) {
    switch name {
    case "xbee": self = .xbee
    case "coordinator": self = .coordinator
    case "device": self = .device(.anything)
    case "zdo": self = .device(.deviceObjects)
    case "broken": self = .broken
    case "foundation": self = .device(.foundation)
    default:
      guard let cluster = Self.clusters.first(where: { Self.name($0) == name }) else { return nil }
      self = .device(.cluster(cluster))
    }
  }

  /// Plays one input from a fresh start.
  func play(_ source: inout ByteSource) {
    switch self {
    case .xbee:
      var play = RadioPlay()
      while !source.isEmpty { play.step(&source) }
    case .coordinator:
      var play = CoordinatorPlay()
      while !source.isEmpty { play.step(&source) }
    case .broken: source.readPastEnd()
    case .device(let target):
      var play = DevicePlay(target, &source)
      while !source.isEmpty { play.step(&source) }
    }
  }

  private static func name(_ cluster: UInt16) -> String {
    let digits = String(cluster, radix: 16)
    return "cluster-" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// Asks a device for its simple descriptor: sequence, status, address, length, then endpoint,
  /// profile, device, version, and two counted lists.
  private static func simpleDescriptorClusters() -> [UInt16] {
    var device = ZigBeeDevice(identity: DeviceIdentity())
    device.joined(shortAddress: 0x1234, eui64: 1, payloadBytesMax: 128)
    var request = ApplicationMessage(
      peer: 0, endpoints: (own: 0, peer: 0), cluster: 0x0004, profile: 0)
    for byte: UInt8 in [1, 0x34, 0x12, 1] { request.payload.append(byte) }
    let reply = device.received(request, at: Moment(.zero), values: MeterValues())
    guard let payload = reply?.payload, payload.count > 12 else { return [] }
    var found: Set<UInt16> = []
    var index = 11
    while index < payload.count {
      let count = Int(payload[index])
      for place in 0..<count {
        let at = index + 1 + 2 * place
        found.insert(UInt16(payload[at]) | UInt16(payload[at + 1]) << 8)
      }
      index += 1 + 2 * count
    }
    return found.sorted()
  }
}
