// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Meter
import MeterBoard
import Quantities
import Recording

/// Why a stand-in refuses.
enum Refusal: StoreFailure {
  case refused

  var storeFailureKind: StoreFailureKind { .other }
}

/// A bus, a line, a UART, a store and a clock that hold nothing but a number, as those of Linux
/// hold a descriptor: what is left to judge is the code above them.
struct StandIn: ~Copyable {
  var number: UInt64 = 0

  init() {}
}

extension StandIn: I2CTarget, SerialPort {
  var readBytesMax: Int { 8190 }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Refusal) {
    guard number < .max else { throw .refused }
    number &+= UInt64(bytes.count)
  }

  mutating func write(_ bytes: Span<UInt8>) throws(Refusal) {
    guard number < .max else { throw .refused }
    number &+= UInt64(bytes.count)
  }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Refusal) -> Int {
    guard number < .max else { throw .refused }
    number &+= 1
    return min(bytes.count, Int(truncatingIfNeeded: number & 1))
  }

  mutating func write(_ bytes: Span<UInt8>) throws(Refusal) -> Int {
    guard number < .max else { throw .refused }
    number &+= 1
    return bytes.count
  }
}

extension StandIn: DigitalInput {
  mutating func level() throws(Refusal) -> Level {
    guard number < .max else { throw .refused }
    return number & 1 == 0 ? .low : .high
  }

  mutating func nextChange() throws(Refusal) -> LevelChange? {
    guard number < .max else { throw .refused }
    return number & 3 == 0 ? LevelChange(.low, at: Instant(nanoseconds: number)) : nil
  }
}

extension StandIn: DigitalOutput {
  mutating func set(_ level: Level) throws(Refusal) {
    guard number < .max else { throw .refused }
    number &+= UInt64(level.rawValue)
  }
}

extension StandIn: BlockStore {
  var capacity: Int { Int(truncatingIfNeeded: number) }

  mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(Refusal) {
    guard offset < capacity else { throw .refused }
    number &+= UInt64(bytes.count)
  }

  mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(Refusal) {
    guard offset < capacity else { throw .refused }
    number &+= UInt64(bytes.count)
  }

  mutating func sync() throws(Refusal) {
    guard number < .max else { throw .refused }
  }
}

extension StandIn: Clock, Delay {
  mutating func now() -> Instant {
    number &+= 1
    return Instant(nanoseconds: number)
  }

  mutating func utc() -> UTC? { UTC(milliseconds: Int64(truncatingIfNeeded: number)) }

  mutating func pause(nanoseconds: UInt64) { number &+= nanoseconds }
}

extension StandIn: ByteSink {
  mutating func append(_ bytes: Span<UInt8>) throws(Refusal) {
    guard number < .max else { throw .refused }
    number &+= UInt64(bytes.count)
  }
}

/// Records as meterd does.
struct StandInLog: RecordingObserver, ~Copyable {
  var number: UInt64 = 0
  private var recorder: InputRecorder<StandIn>

  init() {
    let head = RecordingHead(
      frontEnd: ReferenceBoard.frontEnd(nominalFrequency: .hertz50), station: FixedBytes(),
      sampleWidth: .two)
    recorder = InputRecorder(StandIn(), head, bytesMax: 1 << 20)
  }

  mutating func begin() {
    do throws(RecordingEnd<Refusal>) { try recorder.begin() } catch { number &+= 1 }
  }

  mutating func keep(_ encode: Encoding) {
    do throws(RecordingEnd<Refusal>) { try recorder.write(encode) } catch { number &+= 1 }
  }

  mutating func noted(_ note: RadioNote) { number &+= 1 }

  mutating func failed(_ fault: BoardFault) { number &+= 1 }
}
