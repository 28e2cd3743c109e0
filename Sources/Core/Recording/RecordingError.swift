// SPDX-License-Identifier: Apache-2.0

/// A field of a frame, named in an error.
public enum RecordingField: Sendable {
  case sampleWidth, flags, nominalFrequency, station, rate, voltage, current, currentAmplified
  case amplifiedPeakMax, nominalVoltage, stamp, setCount, length, instant, utc, level, counts
  case registers
  case noiseVariance, curve, gainBillionthsPerKelvin, peakMax, calibrationMillidegrees
  case startingCurrent
  case millidegrees, saved
}

/// What is wrong with a recording.
public enum RecordingFault: Error, Equatable, Sendable {
  /// It does not begin with the signature.
  case notARecording
  /// It is of a version this code does not know.
  case unknownVersion(found: UInt16, known: UInt16)
  /// It ends before its end frame is complete.
  case truncated
  /// A frame's checksum does not match its bytes.
  case badChecksum
  /// A length, a count or a code is above its limit, or a buffer too small.
  case limitExceeded
  /// A frame of a kind this version does not have, or a second head.
  case unknownKind(UInt8)
  /// A field has a value it cannot have.
  case badField(RecordingField)
  /// A frame is missing, doubled or out of place.
  case outOfSequence
  /// The end frame counts other frames or sets than there are.
  case countsDiffer
  /// There is something after the end frame.
  case trailingBytes
}

/// What is wrong with a recording, and where.
public struct RecordingError: Error, Equatable, Sendable {
  /// What is wrong.
  public var fault: RecordingFault
  /// Where: the first byte of the frame in question; for `.truncated` the end of the file.
  public var byte: Int

  /// Makes an error.
  public init(_ fault: RecordingFault, byte: Int) {
    self.fault = fault
    self.byte = byte
  }
}
