// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

extension LinuxFailure: StoreFailure {
  /// What it is to whoever waits for bytes to be safe. Where a bus carries the store, its errors
  /// are input/output errors.
  public var storeFailureKind: StoreFailureKind {
    switch kind {
    case .noSpace: .noSpace
    case .readOnly, .notPermitted: .readOnly
    case .shortWrite: .shortWrite
    case .inputOutput, .notAcknowledged, .arbitrationLost, .timedOut, .hungUp: .inputOutput
    case .noSuchDevice, .busStuck: .inputOutput
    case .busy, .notSupported, .notAFile, .notATerminal, .outOfRange: .other
    case .alreadyThere, .wrongSize, .silent, .other: .other
    }
  }
}
