// SPDX-License-Identifier: Apache-2.0

/// The AT commands this project gives an XBee 3, named as in the user guide; the value is the
/// two letters.
///
/// Source: [Digi 90001539] AT commands.
public enum ATCommand: UInt16, Sendable {
  /// AI: association indication. 00 joined or formed; FF still trying; others say why not.
  case associationIndication = 0x4149
  /// AC: apply changes.
  case applyChanges = 0x4143
  /// AO: API options. Bit 0 explicit frames, bits 1 to 3 hand ZDO requests to the host.
  case apiOptions = 0x414F
  /// AP: API enable. 2 with escapes.
  case apiEnable = 0x4150
  /// CE: coordinator enable.
  case coordinatorEnable = 0x4345
  /// CH: operating channel.
  case operatingChannel = 0x4348
  /// DB: strength of the last hop of the last message received, less than 0 dBm.
  case lastHopStrength = 0x4442
  /// DC: joining device controls. Bit 0 the link key is made from the module's install code.
  case joiningDeviceControls = 0x4443
  /// DJ: disable joining. 0 joins, 1 does not; not saved by WR.
  case disableJoining = 0x444A
  /// EE: encryption enable.
  case encryptionEnable = 0x4545
  /// EO: encryption options. Bit 1 centralised trust centre: the joining module then asks the
  /// trust centre for an own link key by itself; its host sees nothing of it but AI.
  case encryptionOptions = 0x454F
  /// ID: extended PAN identifier asked for; 0 any. OP is the one in use.
  case extendedPAN = 0x4944
  /// JV: coordinator join verification.
  case coordinatorJoinVerification = 0x4A56
  /// KY: preconfigured link key. Write only.
  case linkKey = 0x4B59
  /// MY: own short address; FFFE in no network.
  case shortAddress = 0x4D59
  /// NJ: node join time, seconds.
  case nodeJoinTime = 0x4E4A
  /// NP: most payload bytes in one transmission.
  case payloadBytesMax = 0x4E50
  /// NR: network reset. 0 this module leaves its network.
  case networkReset = 0x4E52
  /// NW: network watchdog, minutes. Above 0 a router that does not hear the coordinator leaves.
  case networkWatchdog = 0x4E57
  /// OI: PAN identifier in use.
  case operatingPAN = 0x4F49
  /// OP: extended PAN identifier in use.
  case operatingExtendedPAN = 0x4F50
  /// SC: channels to scan. Bit n is channel 11 + n.
  case scanChannels = 0x5343
  /// SH: serial number, high: upper half of the EUI-64.
  case serialNumberHigh = 0x5348
  /// SL: serial number, low: lower half of the EUI-64.
  case serialNumberLow = 0x534C
  /// VR: version of the firmware, read only.
  case firmwareVersion = 0x5652
  /// WR: write the parameters to non-volatile memory.
  case writeParameters = 0x5752
  /// ZS: ZigBee stack profile. 2 ZigBee PRO.
  case stackProfile = 0x5A53
}
