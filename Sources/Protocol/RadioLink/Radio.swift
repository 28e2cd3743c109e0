// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// A ZigBee radio on a serial line, sans-I/O: bytes and time in, bytes and events out.
///
/// The seam behind which radios differ. Whoever drives it loops: hand over what the port
/// read, call `tick`, take events until nil, send, take output until 0.
///
/// A TI ZNP or an EZSP fits behind it: both carry the same messages, tell the same network
/// state, and join and leave by one command each; where they answer ZDO requests themselves,
/// the server above just hears none.
public protocol Radio: ~Copyable {
  /// The network it is in, or nil.
  var network: RadioNetwork? { get }

  /// Whether it is in a network, and whether it wants to be.
  var joinState: JoinState { get }

  /// Its own EUI-64, nil until it was read.
  var localEUI64: UInt64? { get }

  /// Unit: bytes. The longest payload `send` takes now.
  var payloadBytesMax: Int { get }

  /// Whether `send` takes one more message of any length up to `payloadBytesMax` now.
  var takesMessages: Bool { get }

  /// Takes bytes from the serial line, in any pieces.
  mutating func receive(_ bytes: Span<UInt8>, at now: Instant)

  /// Lets time pass: start-up, retries and time-outs happen here.
  mutating func tick(at now: Instant)

  /// Queues a message and returns its frame identifier, which `delivered` repeats.
  mutating func send(_ message: RadioMessage, at now: Instant) throws(RadioFailure)
    -> UInt8

  /// Looks for a network again after it was told to stay out; else changes nothing.
  mutating func join(at now: Instant)

  /// Leaves its network and forgets its keys, then looks for one again or stays out.
  mutating func leave(rejoining: Bool, at now: Instant)

  /// The oldest event not yet taken, or nil.
  mutating func nextEvent() -> RadioEvent?

  /// Fills from the bytes to write to the serial line and returns how many, 0 for none.
  mutating func takeOutput(into bytes: inout MutableSpan<UInt8>) -> Int
}

/// Why a radio did not take a message.
public enum RadioFailure: Error, Equatable, Sendable {
  /// It is in no network.
  case notJoined
  /// The payload is longer than `payloadBytesMax`.
  case payloadTooLong
  /// Too many messages await their status, or the output queue is full: try later.
  case busy
}
