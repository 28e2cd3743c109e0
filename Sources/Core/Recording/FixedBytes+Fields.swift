// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

extension FixedBytes {
  mutating func append(_ ratio: Ratio) {
    append(littleEndian: ratio.numerator)
    append(littleEndian: ratio.denominator)
  }

  mutating func append(_ channel: Channel) {
    append(channel.gain)
    append(littleEndian: channel.delayNanoseconds)
  }
}

extension ByteReader {
  /// The next integer of a payload, or the fault that names its field.
  mutating func field<T: FixedWidthInteger>(_ name: RecordingField) throws(RecordingFault) -> T {
    guard let value = littleEndian(T.self) else { throw .badField(name) }
    return value
  }

  mutating func instant(_ name: RecordingField) throws(RecordingFault) -> Instant {
    let nanoseconds: UInt64 = try field(name)
    guard nanoseconds <= RecordingFormat.instantMax else { throw .badField(name) }
    return Instant(nanoseconds: nanoseconds)
  }

  mutating func ratio(_ name: RecordingField) throws(RecordingFault) -> Ratio {
    let numerator: Int64 = try field(name)
    let denominator: Int64 = try field(name)
    guard let ratio = Ratio(numerator, over: denominator) else { throw .badField(name) }
    return ratio
  }

  mutating func channel(_ name: RecordingField) throws(RecordingFault) -> Channel {
    let gain = try ratio(name)
    let delay: Int64 = try field(name)
    return Channel(gain: gain, delayNanoseconds: delay)
  }
}
