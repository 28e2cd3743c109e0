// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How a real bus controller and its reader keep time. Everything is 0 at first: exact.
///
/// - A burst: the reader takes its first stamp, the bus stays idle for a while, the message runs
///   by its own oscillator, maybe held up once, and the reader wakes up some time after its end.
///   All of that is true time.
public struct BusTiming: Equatable, Sendable {
  /// By how much SCL is too fast at time zero. Unit: parts per million.
  public var clockErrorPPM = 0.0
  /// Unit: parts per million an hour.
  public var clockDriftPPMPerHour = 0.0
  /// Peak of a slow sinusoid. Unit: parts per million.
  public var clockWanderPPM = 0.0
  /// Unit: seconds; positive.
  public var clockWanderPeriodSeconds = 100.0
  /// Phase of the sinusoid at time zero. Unit: radians.
  public var clockWanderPhase = 0.0
  /// From the first stamp to START, at least. Unit: nanoseconds.
  public var idleNanosecondsMin = 0.0
  /// From the first stamp to START, at most; evenly spread. Unit: nanoseconds.
  public var idleNanosecondsMax = 0.0
  /// Mean of the exponential delay from the end of the message to the last stamp. Unit:
  /// nanoseconds.
  public var wakeUpNanosecondsMean = 0.0
  /// The longest such delay. Unit: nanoseconds.
  public var wakeUpNanosecondsMax = 0.0
  /// The share of bursts in which the controller holds SCL once.
  public var stallProbability = 0.0
  /// For how long, at least. Unit: nanoseconds.
  public var stallNanosecondsMin = 0.0
  /// For how long, at most; evenly spread. Unit: nanoseconds.
  public var stallNanosecondsMax = 0.0

  /// Without any error.
  public static let exact = BusTiming()

  /// Makes an exact bus.
  public init() {}

  /// By how much SCL is too fast. Unit: seconds in, parts per million out.
  public func clockErrorPPM(at seconds: Double) -> Double {
    let turn = 2 * Double.pi * seconds / clockWanderPeriodSeconds
    return clockErrorPPM + clockDriftPPMPerHour * seconds / 3600
      + clockWanderPPM * sin(turn + clockWanderPhase)
  }
}

/// What chance makes of one burst.
struct BurstChance: Equatable, Sendable {
  /// The controller holds SCL before a conversion: it and later ones are late by so much.
  struct Stall: Equatable, Sendable {
    var conversion: Int
    var nanoseconds: Double
  }

  var idleNanoseconds: Double
  var wakeUpNanoseconds: Double
  var stall: Stall?

  /// Draws for the next burst: five numbers each time, whatever comes of them.
  init(
    _ timing: BusTiming, conversions: Int, from generator: inout SplitMix64
  ) {
    let idle = generator.uniform()
    let wakeUp = generator.uniform()
    let isStalled = generator.uniform() < timing.stallProbability
    let (place, length) = (generator.uniform(), generator.uniform())
    idleNanoseconds = Self.between(timing.idleNanosecondsMin, timing.idleNanosecondsMax, idle)
    // 1 - u lies in (0, 1], so the logarithm is finite
    wakeUpNanoseconds = min(
      timing.wakeUpNanosecondsMax, -timing.wakeUpNanosecondsMean * log(1 - wakeUp))
    guard isStalled, conversions > 0 else { return }
    stall = Stall(
      conversion: Int(place * Double(conversions)),
      nanoseconds: Self.between(timing.stallNanosecondsMin, timing.stallNanosecondsMax, length))
  }

  private static func between(_ least: Double, _ most: Double, _ share: Double) -> Double {
    (least + share * (most - least)).rounded()
  }
}
