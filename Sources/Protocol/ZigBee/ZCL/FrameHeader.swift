// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The header of a ZCL frame.
///
///     18 2A 0A                 server to client, no default response, sequence 2A, report
///     04 5F 11 2A 00           manufacturer 115F, sequence 2A, command 00
///
/// Source: [ZCL] 2.4.1 General ZCL frame format.
public struct FrameHeader: Equatable, Sendable {
  /// What a command belongs to.
  public enum Kind: UInt8, Sendable {
    /// To all clusters alike.
    case global = 0
    /// To this cluster alone.
    case cluster = 1
  }

  /// What the command belongs to.
  public var kind: Kind
  /// Whether it comes from the server side of the cluster.
  public var isFromServer: Bool
  /// Whether the sender wants no default response on success.
  public var disablesDefaultResponse = false
  /// The manufacturer whose extension it is, or nil.
  public var manufacturer: UInt16?
  /// The transaction sequence number.
  public var sequence: UInt8
  /// The command.
  public var command: UInt8

  /// Makes the header of a frame of no manufacturer.
  public init(_ kind: Kind, command: UInt8, sequence: UInt8, isFromServer: Bool) {
    self.kind = kind
    self.command = command
    self.sequence = sequence
    self.isFromServer = isFromServer
  }

  /// Reads a header; nil when it is cut short or of a reserved frame type.
  init?(_ reader: inout ByteReader) {
    guard let control = reader.littleEndian(UInt8.self),
      let kind = Kind(rawValue: control & 0x03)
    else { return nil }
    self.kind = kind
    isFromServer = control & 0x08 != 0
    disablesDefaultResponse = control & 0x10 != 0
    if control & 0x04 != 0 {
      guard let code = reader.littleEndian(UInt16.self) else { return nil }
      manufacturer = code
    }
    guard let sequence = reader.littleEndian(UInt8.self),
      let command = reader.littleEndian(UInt8.self)
    else { return nil }
    self.sequence = sequence
    self.command = command
  }

  /// The header of an answer: same transaction, the other direction, no answer to it.
  func answer(command: FoundationCommand) -> FrameHeader {
    var header = FrameHeader(
      .global, command: command.rawValue, sequence: sequence, isFromServer: !isFromServer)
    header.disablesDefaultResponse = true
    header.manufacturer = manufacturer
    return header
  }

  /// Writes the header.
  func write(to writer: inout ByteWriter) {
    var control = kind.rawValue
    if manufacturer != nil { control |= 0x04 }
    if isFromServer { control |= 0x08 }
    if disablesDefaultResponse { control |= 0x10 }
    writer.littleEndian(control)
    if let manufacturer { writer.littleEndian(manufacturer) }
    writer.littleEndian(sequence)
    writer.littleEndian(command)
  }
}
