// SPDX-License-Identifier: Apache-2.0

import Bytes
import Firmware

/// What is under way in the staging store, and what waits for it: one thing is handed over at a
/// time.
struct StagingWork {
  /// Steps that a store which answers at once takes in one step of the run loop.
  static let stepsMax = 4

  /// What is to be done, in its order.
  enum Step: Sendable {
    /// What waits goes to the store; then so many bytes of the image are safe.
    case settle(UInt32)
    /// What waits goes to the store; then the image is read again.
    case complete(size: UInt32, version: UInt32)
    /// A part of the image is read.
    case check(StagingCheck)
    /// The head; then the image of a version is complete, where it says so.
    case head(FixedBytes<20>, complete: UInt32?)
    /// The head of an image that is to be started; then the meter stops for it.
    case due(FixedBytes<20>)
    /// A copy of the record of the firmware.
    case record(FirmwareRecord.Image, at: Int)
    /// The image that it was for is void.
    case void
  }

  /// Bytes that wait, which follow each other, and where in the image they begin: more than the
  /// client gives out before it hears that some are safe.
  private(set) var bytes = FixedBytes<4096>()
  private(set) var start = 0
  private var steps = FixedQueue<4, Step>()
  /// Bytes of the image that is staged whole; nil: there is none.
  var completeSize: UInt32?
  /// What was handed over.
  var underWay: Step?

  /// What is next; nil while something is under way.
  var next: Step? { underWay == nil ? steps.first : nil }

  /// Takes bytes that follow those before; false where they do not fit.
  mutating func append(_ span: Span<UInt8>, at offset: Int) -> Bool {
    if bytes.count == 0 { start = offset }
    return offset == start + bytes.count && bytes.append(span)
  }

  /// Takes what is to be done after all that waits; false where it does not fit.
  mutating func append(_ step: Step) -> Bool { steps.append(step) }

  /// The step that was next is handed over; bytes that waited go with it.
  mutating func handedOver() {
    guard let step = steps.popFirst() else { return }
    underWay = step
    switch step {
    case .settle, .complete: bytes.removeAll()
    case .check, .head, .due, .record, .void: break
    }
  }

  /// All that waits of an image is void, and a record is of no image; what is under way comes to
  /// its end for nothing.
  mutating func clear() {
    bytes.removeAll()
    completeSize = nil
    var records = FixedQueue<4, Step>()
    while let step = steps.popFirst() { if case .record = step { _ = records.append(step) } }
    steps = records
    if underWay != nil { underWay = .void }
  }
}
