// SPDX-License-Identifier: Apache-2.0

/// What lies where in the meter's store; `SPEC.md` has it byte by byte.
///
/// The first 32,768 bytes fit an FRAM: registers, state, journal and the heads of the event log.
public enum StoreMap {
  /// Bytes from one area to the next: no sector or erase block holds two.
  public static let stride = SlotFormat.stride
  /// Where the two copies of the kept state begin. Unit: bytes.
  public static let stateOffset = 2 * stride
  /// Where the journal begins: two blocks. Unit: bytes.
  public static let journalOffset = 4 * stride
  /// Where the two heads of the event log begin. Unit: bytes.
  public static let headOffset = 6 * stride
  /// Where the part begins that changes seldom and is large. Unit: bytes.
  public static let tailOffset = 8 * stride
  /// Where the snapshots begin. Unit: bytes.
  public static let snapshotOffset = tailOffset
  /// Where the event log begins. Unit: bytes.
  public static let eventOffset = snapshotOffset + BillingSnapshot.places * stride
  /// Bytes of the event log, its anchors and its key.
  public static let eventBytes = 2_113_536
  /// Where the intervals of the load profile begin. Unit: bytes.
  public static let profileOffset = eventOffset + eventBytes
  /// Where the two copies of the parameter block begin. Unit: bytes.
  public static let parametersOffset = profileOffset + ProfileFormat.places * ProfileFormat.stride
  /// Bytes of one of them. Unit: bytes.
  public static let parametersStride = 8192
  /// What a store must hold. Unit: bytes.
  public static let capacity = parametersOffset + 2 * parametersStride
}
