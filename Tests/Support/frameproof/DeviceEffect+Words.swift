// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

extension DeviceEffect {
  /// The effect as words; a text is in hexadecimal.
  var words: String {
    switch self {
    case .price(let price?):
      "price \(price.price) \(price.trailingDigits) \(price.currency) \(price.tier)"
        + " \(price.start) \(price.end.map(String.init) ?? "-")"
    case .price(nil): "price -"
    case .showMessage(let message):
      "message \(message.id) \(message.importance) \(message.wantsConfirmation)"
        + " " + (0..<message.text.count).map { pair(message.text[$0]) }.joined()
    case .withdrawMessage: "withdraw"
    case .shedLoad(let sheds): "shed \(sheds)"
    case .setClock(let utc): "clock \(utc.milliseconds)"
    case .switchSupply(let isOn, let origin): "supply \(isOn) \(origin.peer)"
    case .refusedSupply(_, let origin, let why): "refused \(origin.peer) \(why)"
    case .identify(let seconds): "identify \(seconds)"
    case .profile(let request): "profile \(request.isReceived) \(request.count)"
    case .snapshot(let request): "snapshot \(request.endsBillingPeriod)"
    case .upgrade(.begin(let size, let version)): "upgrade begin \(size) \(version)"
    case .upgrade(.write(let offset, let block)): "upgrade write \(offset) \(block.count)"
    case .upgrade(.settle(let offset)): "upgrade settle \(offset)"
    case .upgrade(.complete(_, let version)): "upgrade complete \(version)"
    case .upgrade(.abandon): "upgrade abandon"
    case .leaveNetwork(let rejoins): "leave \(rejoins)"
    default: "other"
    }
  }
}
