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
        try writeHead(StagingFormat.head(.downloading, version: version, size: size))
      case .write(let offset, let bytes):
        let start = StagingFormat.imageOffset + Int(offset)
        try hardware.staging?.write(bytes.span, at: start)
      case .complete(let size, let version):
        try writeHead(StagingFormat.head(.complete, version: version, size: size))
      case .abandon:
        try writeHead(StagingFormat.head(.none, version: 0, size: 0))
      }
    } catch { observer.failed(.staging) }
  }

  /// The image is safe before the head says that it is complete.
  private mutating func writeHead(_ head: FixedBytes<20>) throws(Store.Failure) {
    try hardware.staging?.sync()
    try hardware.staging?.write(head.span, at: 0)
    try hardware.staging?.sync()
  }
}
