// SPDX-License-Identifier: Apache-2.0

@testable import ZigBee
import Bytes
import Quantities

/// Asks a server whether it takes a value, and writes it if so: what a write does with a record.
private struct WriteVisit: ClusterVisitor {
  let id: UInt16
  let value: AttributeValue
  var context = DeviceContext(Moment(.zero))
  var status = ZCLStatus.failure

  init(_ id: UInt16, _ value: AttributeValue) {
    self.id = id
    self.value = value
  }

  mutating func visit(_ side: inout some ClusterSide) {
    guard let attribute = side.attribute(id) else {
      status = .unsupportedAttribute
      return
    }
    status = attribute.access.isWritable ? side.check(value, for: attribute) : .readOnly
    if status == .success { side.write(value, to: attribute, &context) }
  }
}

extension ZigBeeDevice {
  /// The status of writing a value to an attribute of a server.
  mutating func write(
    _ cluster: UInt16, _ id: UInt16, _ value: AttributeValue, _ values: MeterValues = MeterValues()
  ) -> ZCLStatus {
    var visit = WriteVisit(id, value)
    return clusters.visitServer(cluster, values, &visit) ? visit.status : .unsupportedCluster
  }
}
