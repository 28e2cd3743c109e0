// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

extension StoreFault: StoreFailure {
  /// A store without a supply is a device that fails.
  public var storeFailureKind: StoreFailureKind {
    switch self {
    case .noSpace: .noSpace
    case .inputOutput, .powerCut: .inputOutput
    case .outOfRange: .other
    }
  }
}
