// SPDX-License-Identifier: Apache-2.0

import Bytes

/// GetProfile of the Metering cluster: the load profile, some intervals at a time.
///
///     01 2A 00 01 00 00 00 00 02          received energy, the newest, 2 intervals
///     09 2A 00 84 03 00 00 00 03 02 39 05 00 FF FF FF
///
/// The second interval above is one the meter does not know: only in this list the standard gives
/// a mark for that, FFFFFF, because an interval's time is its place.
/// Source: [ZCL] 10.4 Metering, GetProfile and GetProfileResponse.
enum GetProfile {
  /// The command, and the command that answers it.
  static let command: UInt8 = 0x00
  static let response: UInt8 = 0x00
  /// MaxNumberOfPeriodsDelivered: header, fields and these fill 82 of the radio's 84 bytes.
  static let periodsMax = 24
  /// IntervalChannel: energy delivered to the customer, received from him; others are undefined.
  static let delivered: UInt8 = 0
  static let received: UInt8 = 1
  /// Unit: bytes of the header and the fields before the intervals.
  static let bytesBeforeIntervals = 10
  /// Unit: bytes of an interval.
  static let intervalBytes = 3
  /// Stands for an interval that is not known.
  static let invalidInterval: UInt64 = 0xFF_FFFF

  /// Status of a GetProfileResponse that this meter sends.
  enum Status: UInt8 {
    case success = 0x00
    case undefinedIntervalChannel = 0x01
    case morePeriodsThanCanBeReturned = 0x04
    case noIntervalsAvailable = 0x05
  }
}

/// What the meter has of the intervals that a GetProfile asked for, newest first.
///
/// - Range: at most `intervalsMax`; fewer where the network takes less.
public struct ProfileAnswer: Sendable {
  /// Intervals of one answer.
  public static let intervalsMax = 24

  /// When the newest interval ended. Unit: seconds since 2000.
  public let end: UInt32
  /// ProfileIntervalPeriod: how long an interval is, as in `MeteringValues`.
  public let period: UInt8
  private var intervals_Wh = InlineArray<24, UInt32?>(repeating: nil)
  /// How many intervals it has.
  public private(set) var count = 0

  /// Makes an answer without an interval: none is known that ended then or before.
  public init(end: UInt32, period: UInt8) {
    self.end = end
    self.period = period
  }

  /// Adds the interval before the last one; false when there is no room.
  ///
  /// - Unit: Wh, rounded down; nil, or what 24 bits do not hold, for one that is not known.
  @discardableResult
  public mutating func append(_ energy_Wh: UInt64?) -> Bool {
    guard count < Self.intervalsMax else { return false }
    intervals_Wh[count] = energy_Wh.flatMap {
      $0 < GetProfile.invalidInterval ? UInt32(truncatingIfNeeded: $0) : nil
    }
    count += 1
    return true
  }

  /// The body of the response, with no more intervals than were asked for and fit.
  func body(to request: ProfileRequest, limit: Int) -> ApplicationMessage.Payload {
    let room = max(0, limit - GetProfile.bytesBeforeIntervals) / GetProfile.intervalBytes
    let told = min(min(count, Int(request.count)), room)
    var status = GetProfile.Status.success
    if told < Int(request.count) { status = .morePeriodsThanCanBeReturned }
    if told == 0 { status = .noIntervalsAvailable }
    var body = Self.body(end: told == 0 ? 0 : end, status, period: period, count: UInt8(told))
    for index in 0..<told {
      let energy = intervals_Wh[index].map { UInt64($0) } ?? GetProfile.invalidInterval
      body.append(energy, bytes: GetProfile.intervalBytes)
    }
    return body
  }

  /// The fields before the intervals.
  static func body(end: UInt32, _ status: GetProfile.Status, period: UInt8, count: UInt8)
    -> ApplicationMessage.Payload
  {
    var body = ApplicationMessage.Payload()
    body.append(littleEndian: end)
    body.append(status.rawValue)
    body.append(period)
    body.append(count)
    return body
  }
}

extension MeteringServer {
  static var receivedCommands: CommandList {
    CommandList([GetProfile.command, TakeSnapshot.command])
  }
  static var generatedCommands: CommandList {
    CommandList([GetProfile.response, TakeSnapshot.response])
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    if command.id == TakeSnapshot.command { return TakeSnapshot.wanted(command, &context) }
    guard command.id == GetProfile.command, let period = values.profileIntervalPeriod else {
      return .status(.unsupportedCommand)
    }
    guard let origin = context.origin, !origin.isBroadcast else { return .silence }
    var reader = ByteReader(command.body.span)
    guard let channel = reader.littleEndian(UInt8.self),
      let end = reader.littleEndian(UInt32.self), let count = reader.littleEndian(UInt8.self)
    else { return .status(.malformedCommand) }
    guard count > 0 else { return .status(.invalidField) }
    guard channel == GetProfile.delivered || channel == GetProfile.received else {
      return .answer(
        GetProfile.response,
        ProfileAnswer.body(end: 0, .undefinedIntervalChannel, period: period, count: 0))
    }
    context.want(
      .profile(
        ProfileRequest(
          isReceived: channel == GetProfile.received, end: end == 0 ? nil : end, count: count,
          origin: origin, sequence: command.sequence)))
    return .silence
  }
}
