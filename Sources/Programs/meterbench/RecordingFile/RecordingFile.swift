// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording

/// A recording as one array of bytes: what is replayed, whatever it was read from.
struct RecordingFile: Equatable {
  /// The name in messages.
  var file: String
  var bytes: [UInt8]
  /// What a person should know of the reading, one sentence each.
  var notes: [String] = []

  static let bytesMax = 8 << 30

  /// Plays the frames to `take`, or says what is wrong and where.
  func play(
    _ take: (borrowing RecordingFrame, RecordingHead) -> Void
  ) throws(BenchError) {
    var progress = Progress(total: bytes.count)
    defer { progress.finish() }
    do throws(RecordingError) {
      var reader = try RecordingReader(bytes.span)
      let head = reader.head
      while let frame = try reader.next() {
        take(frame, head)
        progress.update(reader.byte)
      }
    } catch {
      throw BenchError(error, file: file)
    }
  }

  /// What the recording says once.
  func head() throws(BenchError) -> RecordingHead {
    do throws(RecordingError) {
      let reader = try RecordingReader(bytes.span)
      return reader.head
    } catch {
      throw BenchError(error, file: file)
    }
  }
}

extension BenchError {
  /// A damaged recording.
  init(_ error: RecordingError, file: String) {
    let (what, advice) = BenchError.words(error.fault)
    self.init(file, at: .byte(error.byte), what, advice: advice)
  }

  private static func words(_ fault: RecordingFault) -> (String, String?) {
    switch fault {
    case .notARecording: ("this is not a recording", "COMTRADE records end in .cfg and .dat")
    case .unknownVersion(let found, let known):
      ("version \(found) is unknown; this program knows \(known)", "use a newer meterbench")
    case .truncated: ("the recording ends before its end frame", "it was cut or not finished")
    case .badChecksum: ("the checksum of this frame does not match", "the file was damaged")
    case .limitExceeded: ("a length or a code of this frame is above its limit", nil)
    case .unknownKind(let kind): ("this frame is of unknown kind \(kind)", nil)
    case .badField(let field):
      ("field \(field) of this frame cannot have its value", BenchError.range(of: field))
    case .outOfSequence: ("a frame is missing, doubled or out of place", nil)
    case .countsDiffer: ("the end frame counts other frames or sets than there are", nil)
    case .trailingBytes: ("there is something after the end frame", nil)
    }
  }

  /// What a calibration and a temperature may say; nil for what SPEC.md tells alone.
  private static func range(of field: RecordingField) -> String? {
    switch field {
    case .noiseVariance: "a noise is from 0 to 2^24 counts squared"
    case .curve: "a current's curve has at most 8 points, rising, within 10 % and 1 ms"
    case .gainBillionthsPerKelvin: "a gain changes by at most 0.1 % per kelvin"
    case .peakMax: "a peak is from 0 to 2^23 counts"
    case .startingCurrent: "a starting current is above 0"
    case .calibrationMillidegrees, .millidegrees: "a temperature is from -100 to 200 degrees"
    default: nil
    }
  }
}
