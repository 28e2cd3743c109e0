// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A row of the binding table: reports and alarms of a cluster of endpoint 1 go there.
///
/// Source: [ZigBee] 2.2.8.2.1 Binding table; of its address modes 3 alone: EUI-64 and endpoint.
struct Binding: Equatable, Sendable {
  /// Unit: bytes of a row that is kept.
  static let keptBytes = 11

  /// The cluster of this device's endpoint 1.
  var cluster: UInt16
  /// The receiver's EUI-64.
  var eui64: UInt64
  /// The receiver's endpoint.
  var endpoint: UInt8
}

/// Whom reports and alarms go to.
///
/// - Range: at most `entriesMax` bindings; one more is refused with TABLE_FULL.
struct BindingTable: Sendable {
  /// Two gateways that bind all of the meter's servers.
  static let entriesMax = 16
  /// Unit: bytes, always the same.
  static let keptBytes = 2 + entriesMax * Binding.keptBytes

  /// How adding or removing a binding ended.
  enum Outcome { case done, unchanged, full, notFound }

  private var rows = InlineArray<16, Binding?>(repeating: nil)
  private var shortAddresses = InlineArray<16, UInt16>(repeating: Address.unknown)
  /// How many bindings there are; they fill the first places.
  private(set) var count = 0
  /// Whether a gateway ever bound anything: until then everything goes to the coordinator.
  private(set) var wasEverBound = false

  subscript(index: Int) -> Binding? { index < count ? rows[index] : nil }

  /// The short address of a row's receiver as last heard, or `Address.unknown`.
  func shortAddress(at index: Int) -> UInt16 { shortAddresses[index] }

  /// A device was heard under this short address.
  mutating func heard(_ eui64: UInt64, as shortAddress: UInt16) {
    for index in 0..<count where rows[index]?.eui64 == eui64 {
      shortAddresses[index] = shortAddress
    }
  }

  /// Short addresses may have changed: none is known any more.
  mutating func forgetShortAddresses() {
    shortAddresses = InlineArray(repeating: Address.unknown)
  }

  /// Whether anybody is told what this cluster reports.
  func isHeard(_ cluster: UInt16) -> Bool {
    guard wasEverBound else { return true }
    for index in 0..<count where rows[index]?.cluster == cluster { return true }
    return false
  }

  /// Adds a binding; one that is there already stays the only one.
  mutating func add(_ binding: Binding) -> Outcome {
    if place(of: binding) != nil { return .unchanged }
    guard count < Self.entriesMax else { return .full }
    rows[count] = binding
    shortAddresses[count] = Address.unknown
    count += 1
    wasEverBound = true
    return .done
  }

  /// Removes a binding; those behind it move up.
  mutating func remove(_ binding: Binding) -> Outcome {
    guard let place = place(of: binding) else { return .notFound }
    for index in place..<count - 1 {
      rows[index] = rows[index + 1]
      shortAddresses[index] = shortAddresses[index + 1]
    }
    count -= 1
    rows[count] = nil
    return .done
  }

  private func place(of binding: Binding) -> Int? {
    for index in 0..<count where rows[index] == binding { return index }
    return nil
  }
}

extension BindingTable: KeptSide {
  func keep(in writer: inout ByteWriter) {
    writer.littleEndian(UInt8(wasEverBound ? 1 : 0))
    writer.littleEndian(UInt8(count))
    for index in rows.indices {
      let row = rows[index] ?? Binding(cluster: 0, eui64: 0, endpoint: 0)
      writer.littleEndian(row.cluster)
      writer.littleEndian(row.eui64)
      writer.littleEndian(row.endpoint)
    }
  }

  mutating func restore(from reader: inout ByteReader) {
    guard let flag = reader.littleEndian(UInt8.self), let kept = reader.littleEndian(UInt8.self)
    else { return }
    var table = BindingTable()
    for index in 0..<Self.entriesMax {
      guard let cluster = reader.littleEndian(UInt16.self),
        let eui64 = reader.littleEndian(UInt64.self),
        let endpoint = reader.littleEndian(UInt8.self)
      else { return }
      if index < Int(kept) {
        _ = table.add(Binding(cluster: cluster, eui64: eui64, endpoint: endpoint))
      }
    }
    table.wasEverBound = flag & 1 != 0 || table.count > 0
    self = table
  }
}
