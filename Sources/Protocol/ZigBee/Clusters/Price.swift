// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Price cluster 0x0700. Source: [ZCL] 10.2 Price.
public enum Price {
  /// The cluster.
  public static let id: UInt16 = 0x0700
  /// Commands of the client.
  static let getCurrentPrice: UInt8 = 0x00, getScheduledPrices: UInt8 = 0x01
  static let priceAcknowledgement: UInt8 = 0x02
  /// The command of the server.
  static let publishPrice: UInt8 = 0x00
  /// GetCurrentPrice, options: this client's receiver is on when idle.
  static let receiverOn: UInt8 = 0x01
  /// Duration: until changed.
  static let untilChanged: UInt16 = 0xFFFF
  /// Unit: bytes of a rate label.
  static let rateLabelBytesMax: UInt8 = 12
  /// Unit: bytes of the optional fields from PriceRatio on, in their order.
  static var optionalWidths: InlineArray<8, Int> { [1, 4, 1, 4, 1, 1, 1, 1] }
}

/// PublishPrice: what it says, with its optional fields as far as they came.
struct PublishPrice: Equatable, Sendable {
  var provider: UInt32
  var event: UInt32
  /// Unit: seconds since 2000, by the server's clock when it sent this.
  var currentTime: UInt32
  /// UnitOfMeasure, as in the Metering cluster.
  var unit: UInt8
  /// ISO 4217 number.
  var currency: UInt16
  var trailingDigits: UInt8
  var priceTier: UInt8
  var registerTier: UInt8
  /// Unit: seconds since 2000; 0 for now.
  var start: UInt32
  /// Unit: minutes.
  var duration: UInt16
  var price: UInt32
  /// PriceControl; 0 where it did not come. Bit 0: the sender wants a PriceAcknowledgement.
  var control: UInt8 = 0

  /// Reads the command, or says what is wrong with it.
  static func read(_ body: ApplicationMessage.Payload) -> Result<PublishPrice, ZCLStatusError> {
    var reader = ByteReader(body.span)
    guard let provider = reader.littleEndian(UInt32.self),
      let labelBytes = reader.littleEndian(UInt8.self)
    else { return .failure(.malformed) }
    // A label without a value has no bytes.
    let label = labelBytes == 0xFF ? 0 : labelBytes
    guard label <= Price.rateLabelBytesMax else { return .failure(.invalid) }
    guard reader.skip(Int(label)), var price = PublishPrice(provider, &reader),
      price.readOptional(&reader)
    else { return .failure(.malformed) }
    let isValid = price.duration > 0 && price.start < UInt32.max && price.currentTime < UInt32.max
    return isValid ? .success(price) : .failure(.invalid)
  }

  private init?(_ provider: UInt32, _ reader: inout ByteReader) {
    guard let event = reader.littleEndian(UInt32.self),
      let currentTime = reader.littleEndian(UInt32.self),
      let unit = reader.littleEndian(UInt8.self), let currency = reader.littleEndian(UInt16.self),
      let digits = reader.littleEndian(UInt8.self), let tiers = reader.littleEndian(UInt8.self),
      let start = reader.littleEndian(UInt32.self),
      let duration = reader.littleEndian(UInt16.self),
      let price = reader.littleEndian(UInt32.self)
    else { return nil }
    self.provider = provider
    self.event = event
    self.currentTime = currentTime
    self.unit = unit
    self.currency = currency
    trailingDigits = digits >> 4
    priceTier = digits & 0x0F
    registerTier = tiers & 0x0F
    self.start = start
    self.duration = duration
    self.price = price
  }

  /// The fields after Price: any number of whole ones; what follows PriceControl is of a later
  /// revision and passed over.
  private mutating func readOptional(_ reader: inout ByteReader) -> Bool {
    for index in Price.optionalWidths.indices {
      if reader.remaining == 0 { return true }
      guard let value = reader.littleEndian(bytes: Price.optionalWidths[index]) else {
        return false
      }
      if index == Price.optionalWidths.count - 1 { control = UInt8(truncatingIfNeeded: value) }
    }
    return true
  }

  /// The tier of the registers: the one named, else the price's own; 0 beyond what is kept.
  var tier: UInt8 {
    if (1...8).contains(registerTier) { return registerTier }
    return registerTier == 0 && (1...8).contains(priceTier) ? priceTier : 0
  }
}
