// SPDX-License-Identifier: Apache-2.0

/// One row of a cluster's attribute table.
public struct Attribute: Equatable, Sendable {
  /// What the other side may do with it.
  public enum Access: Sendable {
    /// Read it.
    case read
    /// Read it and have it reported.
    case readReport
  }

  /// The identifier within its cluster.
  public let id: UInt16
  /// The type on the wire.
  public let type: AttributeType
  /// What the other side may do with it.
  public let access: Access

  /// Makes a row.
  public init(_ id: UInt16, _ type: AttributeType, _ access: Access) {
    self.id = id
    self.type = type
    self.access = access
  }

  /// ClusterRevision, which every cluster has.
  public static var clusterRevision: Attribute { Attribute(0xFFFD, .uint16, .read) }
}

/// The server side of a cluster: its table, and its values now.
protocol ClusterServer {
  /// How many rows the table has.
  var attributeCount: Int { get }

  /// A row, in ascending order of identifiers.
  func attribute(at index: Int) -> Attribute

  /// The value now, or nil while there is none: then the attribute is as good as absent.
  func value(of attribute: Attribute) -> AttributeValue?
}

extension ClusterServer {
  /// The row of an identifier.
  func attribute(_ id: UInt16) -> Attribute? {
    for index in 0..<attributeCount where attribute(at: index).id == id {
      return attribute(at: index)
    }
    return nil
  }
}
