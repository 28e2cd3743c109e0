// SPDX-License-Identifier: Apache-2.0

/// What lies where in the meter's store; `SPEC.md` has it byte by byte.
public enum StoreMap {
  /// Where the two copies of the kept state begin. Unit: bytes.
  public static let stateOffset = 2 * SlotFormat.stride
  /// Where the intervals of the load profile begin. Unit: bytes.
  public static let profileOffset = 4 * SlotFormat.stride
  /// Bytes from one area to the next: no sector or erase block holds two.
  public static let stride = SlotFormat.stride
  /// What a store must hold. Unit: bytes.
  public static let capacity = profileOffset + LoadProfile.intervalsMax * ProfileFormat.stride
}
