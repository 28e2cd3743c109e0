// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The samples of one block of 10 or 12 cycles, and where in them the block lies.
///
/// - Unit: converter counts, direct components included. Time is counted in sets from element 0.
/// - Range: the spread of each channel below 2^25 counts; 16 to 1,024 sets a cycle. `marginSets`
///   sets at each side of the block are used where there are any; else the end set is held.
public struct SpectrumWindow: ~Escapable {
  /// How many sets beside the block the widest kernel reaches: 3 where a cycle has up to 156 sets.
  public static let marginSets = SpectrumKernel.reachMax

  let voltage: Span<Int32>
  let current: Span<Int32>
  /// The first rising zero crossing of the voltage. Unit: 2^-16 sets after element 0.
  public var start: Int64 = 0
  /// Time from the first to the last crossing, to some thousandth. Unit: 2^-16 sets.
  public var length: Int64 = 0
  /// By how much each current was sampled later than its voltage. Unit: 2^-32 sets.
  public var currentDelay: Int64 = 0
  /// Time that passed between elements beyond a set.
  public var jumps = SpectrumJumps()

  /// Takes the sets; `current` holds as many as `voltage`.
  @_lifetime(copy voltage, copy current)
  public init(voltage: Span<Int32>, current: Span<Int32>) {
    self.voltage = voltage
    self.current = current
  }

  /// Takes the sets and where the block lies in them.
  @_lifetime(copy voltage, copy current)
  init(voltage: Span<Int32>, current: Span<Int32>, _ place: SpectrumPlace) {
    self.init(voltage: voltage, current: current)
    (start, length) = (place.start, place.length)
    (currentDelay, jumps) = (place.currentDelay, place.jumps)
  }
}

/// Where a block lies in its samples; units as in `SpectrumWindow`.
struct SpectrumPlace {
  let start: Int64
  let length: Int64
  let currentDelay: Int64
  var jumps: SpectrumJumps
}

/// Dead time between bursts of sets, in the order of time.
public struct SpectrumJumps: Sendable {
  /// How many are kept apart; more fall together with the last.
  public static let countMax = 16

  struct Jump {
    /// The last element before the jump.
    var element: Int
    /// Unit: 2^-16 sets.
    var length: Int64
  }

  private var jumps = InlineArray<16, Jump>(repeating: Jump(element: 0, length: 0))
  private(set) var count = 0

  /// None.
  public init() {}

  /// Adds a jump behind all others. Unit: 2^-16 sets.
  public mutating func add(_ length: Int64, after element: Int) {
    if count < Self.countMax {
      jumps[count] = Jump(element: element, length: length)
      count += 1
    } else {
      jumps[Self.countMax - 1].length = jumps[Self.countMax - 1].length.addingSaturating(length)
    }
  }

  /// Moves all to elements so many before theirs, when the oldest elements go.
  mutating func removeFirst(_ elements: Int) {
    var kept = 0
    for index in 0..<count where jumps[index].element >= elements {
      jumps[kept] = Jump(element: jumps[index].element - elements, length: jumps[index].length)
      kept += 1
    }
    count = kept
  }

  /// Forgets those after elements before one.
  mutating func removeAll(before element: Int) {
    var kept = 0
    for index in 0..<count where jumps[index].element >= element {
      jumps[kept] = jumps[index]
      kept += 1
    }
    count = kept
  }

  /// How long those after the elements of a range are together. Unit: 2^-16 sets.
  func total(_ elements: Range<Int>) -> Int64 {
    var total: Int64 = 0
    for index in 0..<count where elements.contains(jumps[index].element) {
      total = total.addingSaturating(jumps[index].length)
    }
    return total
  }

  /// Forgets all.
  public mutating func removeAll() { count = 0 }

  subscript(index: Int) -> Jump { jumps[index] }
}
