// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// A target that knows beforehand what it will be asked and what it answers.
public final class ScriptedI2C {
  /// One message.
  public enum Message: Equatable, Sendable {
    /// These bytes will be written.
    case write([UInt8])
    /// So many bytes will be read; these come.
    case read([UInt8])
    /// The next message, of either kind, fails.
    case failure(I2CFault)
    /// The next message, a read, is too long for the adapter: it takes so many bytes from now on.
    case refusal(readBytesMax: Int)
  }

  private var script: [Message]
  /// The longest read.
  public private(set) var readBytesMax: Int
  /// Whether the last message did not fail by a timeout.
  public private(set) var isReachable = true
  /// What was asked instead of what the script says.
  public private(set) var problems: [String] = []

  /// Makes a target that will take part in these messages, in order.
  public init(_ script: [Message], readBytesMax: Int = 8190) {
    self.script = script
    self.readBytesMax = readBytesMax
  }

  /// Whether all messages came, and no other.
  public var isSatisfied: Bool { script.isEmpty && problems.isEmpty }

  /// The target as a driver sees it.
  public var target: ScriptedI2CTarget {
    ScriptedI2CTarget(script: self)
  }

  func write(_ bytes: [UInt8]) throws(I2CFault) {
    switch next() {
    case .write(let expected) where expected == bytes: return
    case .failure(let fault): try fail(fault)
    case let other:
      problems.append("wrote \(bytes) where the script has \(String(describing: other))")
      throw .unexpected
    }
  }

  func read(_ count: Int) throws(I2CFault) -> [UInt8] {
    switch next() {
    case .read(let bytes) where bytes.count == count: return bytes
    case .failure(let fault): try fail(fault)
    case .refusal(let limit) where count > limit:
      readBytesMax = limit
      try fail(.unexpected)
    case let other:
      problems.append("read \(count) bytes where the script has \(String(describing: other))")
      throw .unexpected
    }
  }

  private func next() -> Message? {
    isReachable = true
    return script.isEmpty ? nil : script.removeFirst()
  }

  private func fail(_ fault: I2CFault) throws(I2CFault) -> Never {
    isReachable = fault != .timeout
    throw fault
  }
}

/// A scripted target at its address on the bus.
public struct ScriptedI2CTarget: I2CTarget {
  private let script: ScriptedI2C
  /// As the script was told.
  public var readBytesMax: Int { script.readBytesMax }
  /// Whether the last message did not fail by a timeout.
  public var isReachable: Bool { script.isReachable }

  init(script: ScriptedI2C) { self.script = script }

  /// Sends bytes in one message.
  public mutating func write(_ bytes: Span<UInt8>) throws(I2CFault) {
    try script.write(bytes.indices.map { bytes[$0] })
  }

  /// Fills `bytes` from one read message.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(I2CFault) {
    let answer = try script.read(bytes.count)
    for index in answer.indices { bytes[index] = answer[index] }
  }
}
