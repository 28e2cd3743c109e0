// SPDX-License-Identifier: Apache-2.0

import Bytes

/// TakeSnapshot of the Metering cluster: the registers as they stand, kept for the bill.
///
///     01 2A 05 02 00 00 00        the billing period has ended
///     09 2A 05 07 00 00 00 00     snapshot 7 was taken
///
/// Snapshots are few and the oldest make room: only who has the link key may ask for one.
/// Source: [ZCL] 10.4 Metering, TakeSnapshot and TakeSnapshotResponse; SnapshotCause of
/// [ZSE] table D-52.
enum TakeSnapshot {
  /// The command, and the command that answers it.
  static let command: UInt8 = 0x05
  static let response: UInt8 = 0x05
  /// SnapshotConfirmation: accepted.
  static let accepted: UInt8 = 0x00
  /// SnapshotCause: general, the end of a billing period, triggered from a client.
  static let general: UInt32 = 1 << 0
  static let endOfBillingPeriod: UInt32 = 1 << 1
  static let triggeredFromClient: UInt32 = 1 << 10

  static func wanted(_ command: ClusterCommand, _ context: inout DeviceContext) -> CommandOutcome {
    guard let origin = context.origin, !origin.isBroadcast else { return .silence }
    guard origin.isAPSEncrypted else { return .status(.notAuthorized) }
    var reader = ByteReader(command.body.span)
    guard let cause = reader.littleEndian(UInt32.self) else { return .status(.malformedCommand) }
    guard cause != 0, cause & ~(general | endOfBillingPeriod | triggeredFromClient) == 0 else {
      return .status(.invalidField)
    }
    context.want(
      .snapshot(
        SnapshotRequest(
          endsBillingPeriod: cause & endOfBillingPeriod != 0, origin: origin,
          sequence: command.sequence)))
    return .silence
  }
}
