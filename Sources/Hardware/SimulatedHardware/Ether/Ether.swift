// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// A virtual ether: simulated XBee 3 modules that hear each other. Time is an input, chance
/// comes from a seed: the same calls give the same bytes.
public final class Ether {
  /// What the ether does to transmissions.
  public struct Faults: Equatable, Sendable {
    /// Of 1,000 transmissions so many are lost, after the stack's own retries.
    public var lossPerMille = 0
    /// Of 1,000 received transmissions so many arrive twice.
    public var duplicatePerMille = 0
    /// How long a transmission takes at least.
    public var delayMilliseconds: UInt64 = 5
    /// How much longer it may take, drawn anew for each reception: later ones overtake.
    public var delaySpreadMilliseconds: UInt64 = 0

    /// Makes an ether without faults.
    public init() {}
  }

  /// What happened so far.
  public struct Counts: Equatable, Sendable {
    /// Transmissions begun, a broadcast counted once.
    public var transmissions = 0
    /// Receptions that did not happen.
    public var lost = 0
    /// Receptions that happened twice.
    public var duplicated = 0
  }

  private struct Event {
    let at: Instant
    let order: UInt64
    let action: () -> Void
  }

  /// What the ether does to transmissions from now on.
  public var faults = Faults()
  /// What happened so far.
  public internal(set) var counts = Counts()
  /// The ether's time.
  public private(set) var now = Instant.zero
  /// The modules, in the order of their making.
  public private(set) var modules: [EtherModule] = []

  /// The network's PAN identifier.
  public let pan: UInt16 = 0x1A62
  /// The network's extended PAN identifier.
  public let extendedPAN: UInt64 = 0xDDDD_DDDD_DDDD_DDDD
  /// The network's channel.
  public let channel: UInt8 = 15

  var random: SplitMix64
  private var events: [Event] = []
  private var order: UInt64 = 0

  /// Makes an ether without modules.
  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Adds a powered coordinator whose network is formed, its window closed.
  public func addCoordinator(eui64: UInt64) -> EtherModule {
    let module = EtherModule(self, eui64: eui64, isCoordinator: true)
    modules.append(module)
    return module
  }

  /// Adds a powered router in no network, with the module's defaults but for API mode 2, and
  /// with the factory install code (checksum included) that its label would show.
  public func addRouter(eui64: UInt64, installCode: [UInt8] = []) -> EtherModule {
    let module = EtherModule(self, eui64: eui64, isCoordinator: false)
    module.installCode = installCode
    modules.append(module)
    module.scan()
    return module
  }

  /// Lets everything happen that is due by an instant, in order.
  public func advance(to instant: Instant) {
    while let next = nextEvent(by: instant) {
      now = max(now, next.at)
      next.action()
    }
    now = max(now, instant)
  }

  /// The instant of the next thing that will happen, nil for none.
  public var nextInstant: Instant? { events.map(\.at).min() }

  private func nextEvent(by instant: Instant) -> Event? {
    guard
      let index = events.indices.min(by: {
        (events[$0].at, events[$0].order) < (events[$1].at, events[$1].order)
      }), events[index].at <= instant
    else { return nil }
    return events.remove(at: index)
  }

  func after(milliseconds: UInt64, _ action: @escaping () -> Void) {
    order += 1
    events.append(Event(at: now.adding(milliseconds: milliseconds), order: order, action: action))
  }

  /// A short address nobody has.
  func newShortAddress() -> UInt16 {
    var address: UInt16
    repeat {
      address = UInt16(truncatingIfNeeded: random.next())
    } while address == 0 || address >= 0xFFF8 || modules.contains { $0.shortAddress == address }
    return address
  }

  /// How long this reception takes.
  func delay() -> UInt64 {
    let spread = faults.delaySpreadMilliseconds
    return faults.delayMilliseconds + (spread == 0 ? 0 : random.next() % (spread + 1))
  }

  /// Whether this transmission is lost.
  func isLost() -> Bool {
    let lost = random.next() % 1000 < UInt64(faults.lossPerMille)
    if lost { counts.lost += 1 }
    return lost
  }

  /// Whether this reception happens twice.
  func isDuplicated() -> Bool {
    let duplicated = random.next() % 1000 < UInt64(faults.duplicatePerMille)
    if duplicated { counts.duplicated += 1 }
    return duplicated
  }
}
