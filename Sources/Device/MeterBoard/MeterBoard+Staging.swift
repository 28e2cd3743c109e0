// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import ZigBee

/// The image of an upgrade, on its way into the staging store.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Input: ~Copyable, Port: ~Copyable, Store: ~Copyable,
  Time: ~Copyable, Observer: ~Copyable
{
  mutating func stage(_ effect: UpgradeEffect) {
    do throws(Store.Failure) {
      switch effect {
      case .begin(let size, let version):
        stagedSize = size
        try writeHead(.downloading, version: version)
      case .write(let offset, let bytes):
        let start = StagingFormat.imageOffset + Int(offset)
        try hardware.staging?.write(bytes.span, at: start)
      case .complete(let version): try writeHead(.complete, version: version)
      case .abandon: try writeHead(.none, version: 0)
      }
    } catch { observer.failed(.staging) }
  }

  /// The image is safe before the head says that it is complete.
  private mutating func writeHead(_ state: StagingFormat.State, version: UInt32) throws(Store
    .Failure)
  {
    try hardware.staging?.sync()
    let head = StagingFormat.head(state, version: version, size: stagedSize)
    try hardware.staging?.write(head.span, at: 0)
    try hardware.staging?.sync()
  }
}
