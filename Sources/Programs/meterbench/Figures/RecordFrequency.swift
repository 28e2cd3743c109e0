// SPDX-License-Identifier: Apache-2.0

/// The frequency over a whole recording; nil on a dead line and where it is too short.
func recordFrequency(_ recording: RecordingFile) throws(BenchError) -> Double? {
  nil
}
