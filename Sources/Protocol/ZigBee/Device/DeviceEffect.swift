// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Quantities

/// What the ZigBee device wants of the meter: taken with `ZigBeeDevice.nextEffect`.
public enum DeviceEffect: Sendable {
  /// Open (false) or close (true) the supply relay, for whom.
  case switchSupply(Bool, CommandOrigin)
  /// A command to the supply relay was refused: what was asked (nil: toggle), by whom, why.
  case refusedSupply(Bool?, CommandOrigin, SupplyRefusal)
  /// Blink the display for so many seconds; 0 ends it.
  case identify(seconds: UInt16)
  /// Show a text; it replaces the one shown.
  case showMessage(MessageText)
  /// Show no text any more.
  case withdrawMessage
  /// The network's clock says this.
  case setClock(UTC)
  /// The price in force changed; nil: none is known.
  case price(PriceInForce?)
  /// Shed (true) or restore (false) the controlled load K2.
  case shedLoad(Bool)
  /// A reading of the load profile is asked for: answered with `ZigBeeDevice.answer(profile:to:)`.
  case profile(ProfileRequest)
  /// A snapshot of the registers is asked for: answered with `ZigBeeDevice.answer(snapshot:to:)`.
  case snapshot(SnapshotRequest)
  /// Something of an image for an upgrade.
  case upgrade(UpgradeEffect)
  /// An image of this version was not taken: it is damaged, or older or for other hardware.
  case upgradeRefused(version: UInt32, isDamaged: Bool)
  /// Leave the network; join again by itself or not.
  case leaveNetwork(rejoins: Bool)
  /// The binding table changed and now holds so many rows: for the log.
  case bindingsChanged(count: Int)
  /// Somebody reset to factory defaults: written attributes have their defaults again already;
  /// registers, bindings, reporting and the network stay. For the log.
  case factoryDefaults
  /// The saved state changed: keep it soon.
  case keepState
}

/// Why a command to the supply relay was not carried out.
public enum SupplyRefusal: UInt8, Sendable {
  /// It came to more than this device.
  case broadcast
  /// It was not protected by the link key, and this meter wants that.
  case notEncrypted
  /// The relay is not armed.
  case notArmed
  /// The meter has no relay, or it may not be switched by radio.
  case notFitted
}

/// A text for the display. Source: [ZCL] 10.5 Messaging.
public struct MessageText: Sendable {
  /// The identifier the sender gave it.
  public var id: UInt32 = 0
  /// UTF-8, at most 80 bytes: the display's 20×4; longer texts are cut off.
  public var text = FixedBytes<80>()
  /// 0 low, 1 medium, 2 high, 3 critical.
  public var importance: UInt8 = 0
  /// Whether the sender waits for a person's confirmation.
  public var wantsConfirmation = false

  /// Makes an empty text.
  public init() {}
}

/// The price of a unit of energy for some time. Source: [ZCL] 10.2 Price.
public struct PriceInForce: Equatable, Sendable {
  /// Unit: of the currency, times 10 to the power of `trailingDigits`, per unit of energy.
  public var price: UInt32
  /// Digits right of the point.
  public var trailingDigits: UInt8
  /// ISO 4217 number.
  public var currency: UInt16
  /// The tier of the registers, 1 to 8 as far as this meter keeps; 0 for none.
  public var tier: UInt8
  /// Unit: seconds since 2000.
  public var start: UInt32
  /// Unit: seconds since 2000; nil until changed.
  public var end: UInt32?

  /// Makes a price.
  public init(
    price: UInt32, trailingDigits: UInt8, currency: UInt16, tier: UInt8,
    from start: UInt32, until end: UInt32?
  ) {
    self.price = price
    self.trailingDigits = trailingDigits
    self.currency = currency
    self.tier = tier
    self.start = start
    self.end = end
  }
}

/// A GetProfile command. Source: [ZCL] 10.4 Metering, GetProfile.
public struct ProfileRequest: Equatable, Sendable {
  /// Energy received from the customer (true) or delivered to him (false).
  public var isReceived: Bool
  /// The newest interval ends no later than this; nil: the newest. Unit: seconds since 2000.
  public var end: UInt32?
  /// Intervals wanted, at least 1.
  public var count: UInt8
  /// Who asked.
  public var origin: CommandOrigin
  /// The sequence number of the request, and so of the answer.
  public var sequence: UInt8
}

/// Somebody asks for a snapshot of the registers.
public struct SnapshotRequest: Equatable, Sendable {
  /// Whether a billing period has ended: then the maxima begin anew.
  public var endsBillingPeriod: Bool
  /// Who asked.
  public var origin: CommandOrigin
  /// The sequence number of the request, and so of the answer.
  public var sequence: UInt8

  /// Makes a request.
  public init(endsBillingPeriod: Bool, origin: CommandOrigin, sequence: UInt8) {
    self.endsBillingPeriod = endsBillingPeriod
    self.origin = origin
    self.sequence = sequence
  }
}

/// What an upgrade wants of the staging store.
public enum UpgradeEffect: Sendable {
  /// A new image of so many bytes begins: what was staged is void.
  case begin(size: UInt32, version: UInt32)
  /// Keep these bytes at this offset.
  case write(offset: UInt32, FixedBytes<64>)
  /// Make all bytes up to this offset safe, and tell it: from there a download goes on after a cut.
  case settle(offset: UInt32)
  /// All bytes of the image were given out, and were right: read it back, and only where the hash
  /// of all but its last 16 bytes is these it waits for its activation. What comes of it is told
  /// to `ZigBeeDevice.staged`.
  case complete(size: UInt32, version: UInt32)
  /// The image is void.
  case abandon
  /// It is time to start the staged image of this version; said again each minute, then more
  /// rarely, while this firmware runs.
  case activate(version: UInt32)
}

/// What became of an image in the staging store.
public enum StagingOutcome: Equatable, Sendable {
  /// Something could not be written or read: what is staged is no whole image.
  case failed
  /// All bytes up to this offset are safe.
  case safe(offset: UInt32)
  /// The image of this version was read back and is right, and safe.
  case right(version: UInt32)
  /// The image of this version was read back and is not what came.
  case wrong(version: UInt32)
}
