// SPDX-License-Identifier: Apache-2.0

import Metrology

/// What is not as it should be while it is so, in the order in which the display tells it.
enum PageAlarm: UInt8 {
  case cover, seal, magnet, reversed, dip, swell, samples, storage, relay, network

  /// How many there are.
  static let count: UInt8 = 10

  /// Nine columns at most.
  var name: StaticString {
    switch self {
    case .cover: "cover"
    case .seal: "seal open"
    case .magnet: "magnet"
    case .reversed: "reversed"
    case .dip: "dip"
    case .swell: "swell"
    case .samples: "samples"
    case .storage: "storage"
    case .relay: "relay"
    case .network: "network"
    }
  }
}

extension Meter {
  /// How many of them there are now.
  var alarmCount: Int {
    var count = 0
    for number in 0..<PageAlarm.count {
      if let alarm = PageAlarm(rawValue: number), has(alarm) { count += 1 }
    }
    return count
  }

  /// Whether one is there now.
  func has(_ alarm: PageAlarm) -> Bool {
    switch alarm {
    case .cover: guards.cover.isOpen
    case .seal: guards.seal.isOpen
    case .magnet: guards.magnet.isOpen
    case .reversed: guards.reversed.isPresent
    case .dip: eventUnderWay?.kind == .dip
    case .swell: eventUnderWay?.kind == .swell
    case .samples: converterWatch.isLost
    case .storage: saves.hasFailed || isStoreFailing
    case .relay: supply.isStuck
    case .network: networkWatch.isLost
    }
  }
}
