// SPDX-License-Identifier: Apache-2.0

/// A frame on its way to all who are bound to its cluster, one after the other.
struct Distribution: Sendable {
  private let cluster: UInt16
  private let payload: ApplicationMessage.Payload
  /// The next row of the binding table to look at.
  private var next = 0
  /// Whether it is a report, each copy of which counts.
  let isReport: Bool
  /// Whether it goes before all else, once, whether it arrives or not.
  let isUrgent: Bool
  /// Whether nobody has it yet.
  private(set) var isFirst = true

  init(
    _ payload: ApplicationMessage.Payload, of cluster: UInt16, isReport: Bool,
    isUrgent: Bool = false
  ) {
    self.isUrgent = isUrgent
    self.payload = payload
    self.cluster = cluster
    self.isReport = isReport
  }

  /// The message to the next one, nil when all have theirs. Until anything was ever bound, the
  /// coordinator's endpoint 1 has it: a gateway that only listens sees the meter without more.
  mutating func nextMessage(_ bindings: borrowing BindingTable) -> ApplicationMessage? {
    guard bindings.wasEverBound else {
      defer { next = 1 }
      return next == 0 ? message(to: Address.coordinator, nil, endpoint: 1) : nil
    }
    while let binding = bindings[next] {
      next += 1
      if binding.cluster == cluster {
        return message(
          to: bindings.shortAddress(at: next - 1), binding.eui64, endpoint: binding.endpoint)
      }
    }
    return nil
  }

  private mutating func message(
    to peer: UInt16, _ eui64: UInt64?, endpoint: UInt8
  ) -> ApplicationMessage {
    isFirst = false
    var message = ApplicationMessage(
      peer: peer, endpoints: (MeterEndpoint.number, endpoint), cluster: cluster,
      profile: Profile.homeAutomation)
    message.peerEUI64 = eui64
    message.payload = payload
    message.isAssured = !isReport && !isUrgent
    return message
  }
}
