// SPDX-License-Identifier: Apache-2.0

import Bytes

extension Alarm {
  /// The Alarm command: `09 SEQ 00 CODE CLUSTER`.
  func frame(sequence: UInt8, limit: Int) -> ApplicationMessage.Payload? {
    var header = FrameHeader(
      .cluster, command: Alarms.alarm, sequence: sequence, isFromServer: true)
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
