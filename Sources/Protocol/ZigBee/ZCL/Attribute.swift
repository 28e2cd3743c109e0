// SPDX-License-Identifier: Apache-2.0

/// One row of a cluster's attribute table.
public struct Attribute: Equatable, Sendable {
  /// What the other side may do with it.
  public enum Access: Sendable {
    /// Read it.
    case read
    /// Read it and have it reported.
    case readReport
    /// Read it and write it.
    case readWrite
    /// Read it, write it and have it reported.
    case readWriteReport

    /// Whether it may be written.
    public var isWritable: Bool { self == .readWrite || self == .readWriteReport }
    /// Whether it may be reported.
    public var isReportable: Bool { self == .readReport || self == .readWriteReport }
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
