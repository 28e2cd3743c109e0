// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// The serial line of a simulated module as the board sees it.
public struct EtherPort: SerialPort, ~Copyable {
  /// What can go wrong with the line.
  public enum Failure: Error, Equatable {
    /// The module has no power: the line is dead.
    case unplugged
  }

  /// Unit: bytes. The most that one write takes, as a UART's buffer would.
  public static let writeBytesMax = 256

  private let module: EtherModule

  /// Opens the line.
  public init(_ module: EtherModule) { self.module = module }

  /// Takes what fits now and returns how many bytes that was.
  public mutating func write(_ bytes: Span<UInt8>) throws(Failure) -> Int {
    guard module.isPowered else { throw .unplugged }
    let count = min(bytes.count, Self.writeBytesMax)
    module.push((0..<count).map { bytes[$0] })
    return count
  }

  /// Fills from what has arrived and returns how many bytes that was, 0 for none.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure) -> Int {
    guard module.isPowered else { throw .unplugged }
    let arrived = module.pull(atMost: bytes.count)
    for index in arrived.indices { bytes[index] = arrived[index] }
    return arrived.count
  }
}
