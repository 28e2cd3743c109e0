// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// Asks a module for the version of its firmware, and so whether there is one; changes nothing in
/// it. Question and answer have no byte that API mode 2 would escape, so that a module in mode 1
/// answers as well; one in transparent mode does not.
///
/// - Allocates: never. Source: [Digi 90001539] VR, AT command frames.
public struct XBee3Probe: Sendable {
  private static let identifier: UInt8 = 1
  private var decoder = APIFrameDecoder()

  /// Nothing has come yet.
  public init() {}

  /// What is sent to the module.
  public static var question: FixedBytes<16> {
    var bytes = FixedBytes<16>()
    let content = ATRequest.read(.firmwareVersion).content(identifier: identifier)
    APIFrameEncoder.encode(content.span) { bytes.append($0) }
    return bytes
  }

  /// Takes a byte from the module: the version, where its answer is complete, 1014 as 0x1014; nil
  /// before, whatever else comes.
  public mutating func receive(_ byte: UInt8) -> UInt64? {
    guard decoder.receive(byte),
      case .atResponse(let response)? = ModuleFrame.parse(decoder.content.span),
      response.identifier == Self.identifier, response.status == 0, response.valueBytes > 0,
      response.command == ATCommand.firmwareVersion.rawValue
    else { return nil }
    return response.value
  }
}
