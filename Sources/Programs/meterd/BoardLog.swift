// SPDX-License-Identifier: Apache-2.0

import Bytes
import LinuxHardware
import Meter
import MeterBoard
import Quantities
import Recording

/// Tells faults, and writes what goes into the meter to a file, where one is asked for.
struct BoardLog: RecordingObserver, ~Copyable {
  /// The longest recording, above 20 min of the reference board: 7,407 sets of 6 bytes a second,
  /// and ticks. Unit: bytes.
  static let recordingBytesMax = 64 << 20

  private var faults = FaultReport()
  private var recorder: InputRecorder<NewFile>?
  private var path = ""

  /// Tells faults alone.
  init() {}

  /// Records, too. A file that cannot be made is told, and the meter runs without.
  init(recording path: String, _ frontEnd: FrontEnd, _ width: SampleWidth) {
    self.path = path
    do throws(LinuxFailure) {
      var station = FixedBytes<64>()
      station.append("meterd")
      recorder = InputRecorder(
        try NewFile(path: path),
        RecordingHead(frontEnd: frontEnd, station: station, sampleWidth: width),
        bytesMax: Self.recordingBytesMax)
    } catch {
      LinuxProgram.complain("meterd: \(path): nothing is recorded: \(error.text)")
      return
    }
    begin()
  }

  mutating func keep(_ encode: Encoding) {
    do throws(RecordingEnd<LinuxFailure>) { try recorder?.write(encode) } catch { ended(error) }
  }

  mutating func noted(_ note: RadioNote) { faults.noted(note) }

  mutating func overran(runs: UInt32) { faults.overran(runs: runs) }

  mutating func failed(_ fault: BoardFault) { faults.failed(fault) }

  /// Tells what is untold and ends the recording: the meter has stopped.
  mutating func end() {
    faults.end()
    do throws(RecordingEnd<LinuxFailure>) { try recorder?.end() } catch { return ended(error) }
    ended(.asked)
  }

  private mutating func begin() {
    do throws(RecordingEnd<LinuxFailure>) { try recorder?.begin() } catch { ended(error) }
  }

  /// The meter goes on; what was not recorded is not missed by it.
  private mutating func ended(_ end: RecordingEnd<LinuxFailure>) {
    guard recorder.take() != nil else { return }
    var line = LogLine("meterd: ")
    line.append(text: path)
    line.append(": ")
    line.append(Self.text(end))
    LinuxProgram.complain(line, Self.priority(end))
  }

  private static func text(_ end: RecordingEnd<LinuxFailure>) -> StaticString {
    switch end {
    case .asked: "the recording is whole"
    case .full: "the recording has reached its limit, and ends"
    case .outOfRange: "the recording ends before an input that it cannot hold"
    case .failed(let failure): failure.kind == .noSpace ? noSpace : cannotBeWritten
    }
  }

  private static let noSpace: StaticString = "the recording ends, cut off: no space left"
  private static let cannotBeWritten: StaticString =
    "the recording ends, cut off: it cannot be written"

  private static func priority(_ end: RecordingEnd<LinuxFailure>) -> LinuxProgram.Priority {
    if case .asked = end { .notice } else { .warning }
  }
}
