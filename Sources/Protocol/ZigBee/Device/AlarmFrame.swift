// SPDX-License-Identifier: Apache-2.0

import Bytes

extension Alarm {
  /// The cluster that tells alarms. Source: [ZCL] 3.11 Alarms.
  static let cluster: UInt16 = 0x0009
  private static let command: UInt8 = 0x00

  /// The Alarm command: `09 SEQ 00 CODE CLUSTER`.
  func frame(sequence: UInt8, limit: Int) -> ApplicationMessage.Payload? {
    var header = FrameHeader(
      .cluster, command: Self.command, sequence: sequence, isFromServer: true)
    header.disablesDefaultResponse = true
    var bytes = InlineArray<3, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    writer.littleEndian(code)
    writer.littleEndian(cluster)
    var body = ApplicationMessage.Payload()
    body.append(bytes.span)
    return FrameBuilder.frame(header, body, limit: limit)
  }
}
