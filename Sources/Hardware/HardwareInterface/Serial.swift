// SPDX-License-Identifier: Apache-2.0

/// A byte stream in both directions, owned. Neither call waits.
public protocol SerialPort: ~Copyable {
  /// What can go wrong: hang-up, an unplugged adapter.
  associatedtype Failure: Error

  /// Takes what fits now and returns how many bytes that was.
  mutating func write(_ bytes: Span<UInt8>) throws(Failure) -> Int

  /// Fills from what has arrived and returns how many bytes that was, 0 for none.
  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure) -> Int

  /// Changes the speed, after what was taken has left. A port without a speed takes any.
  ///
  /// - Unit: bits a second.
  mutating func setSpeed(bitsPerSecond: UInt32) throws(Failure)
}

extension SerialPort where Self: ~Copyable {
  /// Changes nothing: there is no speed.
  public mutating func setSpeed(bitsPerSecond: UInt32) throws(Failure) {}
}
