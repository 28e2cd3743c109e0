// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities

/// The ready edges of one chip as the kernel would stamp them.
struct EdgeStamps {
  private let imperfections: EdgeImperfections
  private var jitter: GaussianNoise
  private var chance: SplitMix64
  private var stamps: [StampedEdge] = []
  private var sequence: UInt32 = 0
  private(set) var dropped = 0
  private(set) var repeated = 0

  init(_ imperfections: EdgeImperfections, seed: UInt64) {
    self.imperfections = imperfections
    jitter = GaussianNoise(seed: seed)
    chance = SplitMix64(seed: seed &+ 1)
  }

  var first: Instant? { stamps.first?.at }

  mutating func add(at seconds: Double) {
    let late =
      imperfections.latencyNanoseconds
      + (imperfections.jitterNanoseconds == 0 ? 0 : imperfections.jitterNanoseconds * jitter.next())
    let stamp = UInt64((seconds * 1e9 + max(0, late)).rounded())
    if happens(imperfections.droppedShare) {
      dropped += 1
      sequence &+= 1
      return
    }
    append(stamp)
    if happens(imperfections.repeatedShare) {
      repeated += 1
      append(stamp + 2_000 + chance.next() % 8_000)
    }
  }

  mutating func take(line: UInt8) -> StampedEdge? {
    guard var edge = stamps.first else { return nil }
    stamps.removeFirst()
    edge.line = line
    return edge
  }

  private mutating func append(_ stamp: UInt64) {
    stamps.append(
      StampedEdge(line: 0, at: Instant(nanoseconds: stamp), sequence: sequence))
    sequence &+= 1
  }

  private mutating func happens(_ share: Double) -> Bool {
    share > 0 && Double(chance.next() >> 11) * 0x1p-53 < share
  }
}

/// The ready edges of simulated chips: the first chip's are line 0, the next one's line 1.
///
/// Waiting lets the virtual clock move on to the next edge's stamp and to where the reader runs.
public struct SimulatedReadyEdges: StampedEdges, Sendable {
  private let chips: [SimulatedADS1x15]
  private let clock: VirtualClock
  private let wakeNanoseconds: UInt64
  private let isConnected: @Sendable () -> Bool

  /// Makes the edges of chips on one clock.
  public init(
    _ chips: [SimulatedADS1x15], clock: VirtualClock, wakeNanoseconds: UInt64 = 15_000,
    isConnected: @escaping @Sendable () -> Bool = { true }
  ) {
    self.chips = chips
    self.clock = clock
    self.wakeNanoseconds = wakeNanoseconds
    self.isConnected = isConnected
  }

  /// Takes the oldest edge, or waits.
  public mutating func next(timeoutNanoseconds: UInt64) throws(LineFault) -> StampedEdge? {
    guard isConnected() else { throw .disconnected }
    let deadline = Instant(nanoseconds: clock.now.nanoseconds + timeoutNanoseconds)
    while true {
      let stamps = chips.map { $0.nextStampInstant }
      let oldest = stamps.indices.filter { stamps[$0] != nil }
        .min { (stamps[$0] ?? .zero) < (stamps[$1] ?? .zero) }
      if let oldest, let stamp = stamps[oldest], stamp <= clock.now {
        return chips[oldest].takeReadyEdge(line: UInt8(oldest))
      }
      guard clock.now < deadline else { return nil }
      let ends = chips.compactMap { $0.nextEndInstant }
      let wake = stamps.compactMap { $0.map { Instant(nanoseconds: $0.nanoseconds) } }
      let soonest = (ends + wake).min() ?? deadline
      let isStamp = wake.min().map { $0 <= soonest } ?? false
      clock.advance(to: min(deadline, soonest))
      // The reader slept until the stamp: it runs a little later.
      if isStamp, soonest <= deadline { clock.advance(nanoseconds: wakeNanoseconds) }
    }
  }
}

/// Two simulated converters of one kind with their edges and their clock: the maker's board.
public struct SimulatedMakerBoard: Sendable {
  /// What differs from an ideal board.
  public struct Imperfections: Sendable {
    /// Of the voltage's converter and sensor.
    public var voltage = ADS1x15Imperfections()
    /// Of the current's.
    public var current = ADS1x15Imperfections()
    /// Of the stamps, of both lines.
    public var edges = EdgeImperfections()

    /// Makes an ideal board.
    public init() {}
  }

  /// The time of the whole board.
  public let clock: VirtualClock
  /// U1A at 0x48.
  public let voltage: SimulatedADS1x15
  /// U1B at 0x49.
  public let current: SimulatedADS1x15
  /// ALERT/RDY of U1A as line 0, of U1B as line 1.
  public let edges: SimulatedReadyEdges

  /// Makes a board after power-up: ±510 V and ±100 A make ±2.048 V.
  ///
  /// - Parameters:
  ///   - isWide: two ADS1115, else two ADS1015.
  ///   - seed: of all noise and chance.
  public init(
    isWide: Bool, waveform: any Waveform, _ imperfections: Imperfections, seed: UInt64,
    clock: VirtualClock = VirtualClock(start: Instant(nanoseconds: 1_000_000))
  ) {
    self.clock = clock
    voltage = SimulatedADS1x15(
      isWide: isWide, input: .init(waveform, .voltage, fullScalePeak: 510),
      imperfections.voltage, imperfections.edges, clock: clock, seed: seed)
    current = SimulatedADS1x15(
      isWide: isWide, input: .init(waveform, .current, fullScalePeak: 100),
      imperfections.current, imperfections.edges, clock: clock, seed: seed &+ 0x51ED_270B)
    edges = SimulatedReadyEdges(
      [voltage, current], clock: clock, wakeNanoseconds: imperfections.edges.wakeNanoseconds)
  }
}
