// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What a channel of the load profile records; the numbers are those of `SPEC.md`.
public enum ProfileChannel: UInt8, Sendable {
  /// Active energy received.
  case activeImport = 0
  /// Active energy delivered.
  case activeExport = 1
  /// Active energy of the fundamental received.
  case fundamentalActiveImport = 2
  /// Active energy of the fundamental delivered.
  case fundamentalActiveExport = 3
  /// Reactive energy of the first quadrant.
  case quadrantI = 4
  /// Reactive energy of the second quadrant.
  case quadrantII = 5
  /// Reactive energy of the third quadrant.
  case quadrantIII = 6
  /// Reactive energy of the fourth quadrant.
  case quadrantIV = 7
  /// Apparent energy during active import.
  case apparentImport = 8
  /// Apparent energy during active export.
  case apparentExport = 9
  /// Reactive energy received: quadrants I and II.
  case reactiveImport = 10
  /// Reactive energy delivered: quadrants III and IV.
  case reactiveExport = 11
}

extension EnergyRegisters {
  /// The energy that a channel records. Unit: as of the channel's power; a sum that is too large
  /// is the largest that there is.
  public func value(_ channel: ProfileChannel) -> Q64_64 {
    switch channel {
    case .reactiveImport: Q64_64(raw: rows[4].addingSaturating(rows[5]))
    case .reactiveExport: Q64_64(raw: rows[6].addingSaturating(rows[7]))
    default: Q64_64(raw: rows[Int(channel.rawValue)])
    }
  }
}

/// How the load profile is recorded.
public struct ProfileParameters: Equatable, Sendable {
  /// Channels of an interval.
  public static let channelsMax = 4

  /// The length of an interval. Unit: minutes.
  public let minutes: UInt8
  /// What is recorded; nil is nothing.
  public var channels: InlineArray<4, ProfileChannel?> = [
    .activeImport, .activeExport, .reactiveImport, .reactiveExport,
  ]

  /// A quarter of an hour, active and reactive energy in both directions.
  public static let standard = ProfileParameters(unchecked: 15)

  /// Nil for a length that does not divide the hour. Range: 1 to 60 minutes.
  public init?(minutes: UInt8) {
    guard Self.isLength(minutes) else { return nil }
    self.init(unchecked: minutes)
  }

  private init(unchecked minutes: UInt8) { self.minutes = minutes }

  static func isLength(_ minutes: UInt8) -> Bool {
    minutes > 0 && minutes <= 60 && 60 % minutes == 0
  }

  /// Unit: milliseconds.
  var milliseconds: Int64 { Int64(minutes) * 60_000 }

  /// Whether both agree.
  public static func == (left: ProfileParameters, right: ProfileParameters) -> Bool {
    for index in left.channels.indices where left.channels[index] != right.channels[index] {
      return false
    }
    return left.minutes == right.minutes
  }
}
