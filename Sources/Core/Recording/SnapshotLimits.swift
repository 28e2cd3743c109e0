// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How much a snapshot may take.
public enum SnapshotLimits {
  /// Sets kept: 2.2 s at 7,407 a second, so that 10 cycles before an event are still there when
  /// the run after it has come and the event is told.
  public static let setsMax = 16_384
  /// Runs kept; short ones are forgotten earlier than `setsMax` says.
  public static let runsMax = 256
  /// Windows that wait to be delivered; one more joins the last.
  public static let windowsMax = 8
  /// What is taken before an event, at most.
  public static let beforeMillisecondsMax: UInt32 = 1_000
  /// What is taken after an event, at most.
  public static let afterMillisecondsMax: UInt32 = 10_000
  /// How long events that follow each other stay one snapshot.
  public static let windowMillisecondsMax: UInt32 = 30_000
}

/// Part of a run of sample sets that belongs to a snapshot.
public enum SnapshotPiece: Equatable, Sendable {
  /// So many sets, taken between the stamps, of the snapshot with this number.
  case sets(Int, SampleStamp, snapshot: UInt32)
  /// The snapshot with this number is whole.
  case ended(snapshot: UInt32)
}
