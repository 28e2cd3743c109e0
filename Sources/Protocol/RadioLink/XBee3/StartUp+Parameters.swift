// SPDX-License-Identifier: Apache-2.0

extension StartUp {
  /// A parameter and what it must be under its mask.
  struct Parameter {
    let command: ATCommand
    let mask: UInt64
    let value: UInt64
    /// How many bytes it is written with.
    let bytes: Int

    init(_ command: ATCommand, _ mask: UInt64, _ value: UInt64, bytes: Int = 1) {
      self.command = command
      self.mask = mask
      self.value = value
      self.bytes = bytes
    }
  }

  /// A coordinator's network is somebody's: which one it is stays as it is.
  var parameterCount: Int { role == .router ? 12 : 7 }

  // swift-format-ignore
  func parameter(_ index: Int) -> Parameter {
    let isRouter = role == .router
    switch index {
    case 0:  return Parameter(.apiEnable,                   0xFF, 2)
    case 1:  return Parameter(.apiOptions,                  0xFF, isRouter ? 0x0F : 0x03)
    case 2:  return Parameter(.coordinatorEnable,           0xFF, isRouter ? 0 : 1)
    case 3:  return Parameter(.stackProfile,                0xFF, 2)
    case 4:  return Parameter(.encryptionEnable,            0xFF, 1)
    case 5:  return Parameter(.encryptionOptions,           0x02, 0x02)
    // With JV 1 a router leaves its network when the coordinator is down at power-up,
    // with NW above 0 when it is down for long.
    case 6:  return Parameter(.coordinatorJoinVerification, 0xFF, 0)
    case 7:  return Parameter(.networkWatchdog,             0xFFFF, 0, bytes: 2)
    case 8:
      return Parameter(.scanChannels, 0xFFFF, UInt64(wanted.channelMask), bytes: 2)
    case 9:  return Parameter(.extendedPAN,                 .max, wanted.extendedPAN, bytes: 8)
    case 10:
      return Parameter(.joiningDeviceControls, 0x0001, usesInstallCode ? 1 : 0, bytes: 2)
    default: return Parameter(.disableJoining,              0xFF, 0)
    }
  }

  /// Whether the module makes the link key of its own install code.
  var usesInstallCode: Bool { wanted.key == .factoryInstallCode }

  /// Whether the start-up goes on where the module refuses this parameter: older firmware has
  /// not all of them, and without them a module behaves as wanted.
  func isOptional(_ index: Int) -> Bool {
    switch parameter(index).command {
    case .coordinatorJoinVerification, .networkWatchdog, .disableJoining: true
    case .joiningDeviceControls: !usesInstallCode
    default: false
    }
  }

  /// The key to write, nil for the module's own.
  var linkKey: LinkKey? {
    switch wanted.key {
    case .alliance: .alliance
    case .own(let key): key
    case .factoryInstallCode: nil
    }
  }
}
