// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Blocks, and how a download ends.
extension OTAUpgradeClient {
  func blockRequest(_ image: OTAUpgradeImage) -> ClientRequest {
    var request = ClientRequest(kind: .cluster, command: OTAUpgrade.imageBlock, server: server)
    request.body.append(0x02)  // with the minimum block period
    OTAFile(identity, version: image.version).append(to: &request.body)
    request.body.append(littleEndian: image.offset)
    request.body.append(OTAUpgrade.blockBytes)
    request.body.append(littleEndian: blockPeriodMilliseconds)
    return request
  }

  mutating func blockReceived(
    _ body: ApplicationMessage.Payload, _ context: inout DeviceContext
  ) -> CommandOutcome {
    var reader = ByteReader(body.span)
    guard let status = reader.littleEndian(UInt8.self) else { return .status(.malformedCommand) }
    switch ZCLStatus(rawValue: status) {
    case .success: break
    case .waitForData: return wait(&reader, context)
    case .abort:
      guard reader.remaining == 0 else { return .status(.malformedCommand) }
      if stage == .downloading { abandon(nil, context.moment.now, &context) }
      return .status(.success)
    default: return .status(.invalidField)
    }
    guard let file = OTAFile(&reader), let offset = reader.littleEndian(UInt32.self),
      let count = reader.littleEndian(UInt8.self), reader.remaining == Int(count)
    else { return .status(.malformedCommand) }
    guard let image, stage == .downloading else { return .status(.success) }
    guard file == OTAFile(identity, version: image.version), count > 0,
      count <= OTAUpgrade.blockBytes
    else { return .status(.invalidField) }
    // A late repetition of a block that is here already.
    guard offset == image.offset else { return .status(.success) }
    return take(body, from: reader.position, image, &context)
  }

  private mutating func take(
    _ body: ApplicationMessage.Payload, from first: Int, _ before: OTAUpgradeImage,
    _ context: inout DeviceContext
  ) -> CommandOutcome {
    let now = context.moment.now
    var image = before
    var bytes = FixedBytes<64>()
    for index in first..<body.count {
      bytes.append(body[index])
      guard image.take(body[index]) else { return refuse(image, now, &context) }
    }
    self.image = image
    context.want(.upgrade(.write(offset: before.offset, bytes)))
    if image.offset == image.size { return finish(image, now, &context) }
    if settling == nil, image.canBeKept, unsafeBytes >= OTAUpgrade.keptEveryBytes {
      settling = image
      context.want(.upgrade(.settle(offset: image.offset)))
    }
    block.rest(from: now, milliseconds: UInt64(blockPeriodMilliseconds))
    return .status(.success)
  }

  /// Whether another block may be asked for: a store that takes its time is waited for.
  var isRoom: Bool { unsafeBytes < OTAUpgrade.unsafeBytesMax }

  /// Unit: bytes that were given out and are not known to be safe.
  private var unsafeBytes: UInt32 { (image?.offset ?? 0) - (kept?.offset ?? 0) }

  private mutating func finish(
    _ image: OTAUpgradeImage, _ now: Instant, _ context: inout DeviceContext
  ) -> CommandOutcome {
    guard image.isRight else { return refuse(image, now, &context) }
    stage = .checking
    block.stop()
    context.want(.upgrade(.complete(size: image.size, version: image.version)))
    return .status(.success)
  }

  /// Takes what became of the staged image: only what was read back right is told as complete.
  mutating func staged(_ outcome: StagingOutcome, _ context: inout DeviceContext) {
    guard let image, stage == .downloading || stage == .checking else { return }
    switch outcome {
    case .safe(let offset):
      guard let settled = settling, settled.offset == offset else { return }
      (kept, settling) = (settled, nil)
      context.want(.keepState)
    case .failed:
      abandon(.abort, context.moment.now, &context)
    case .wrong(let version) where stage == .checking && version == image.version:
      abandon(.invalidImage, context.moment.now, &context)
    case .right(let version) where stage == .checking && version == image.version:
      stage = .waitingToUpgrade
      downloadedVersion = version
      isTimeKnown = false
      (kept, settling) = (nil, nil)
      query.stop()
      ending = (.success, version)
      end.askNow()
      context.want(.keepState)
    case .wrong, .right: break
    }
  }

  private mutating func refuse(
    _ image: OTAUpgradeImage, _ now: Instant, _ context: inout DeviceContext
  ) -> CommandOutcome {
    refusedVersion = image.version
    context.want(
      .upgradeRefused(version: image.version, isDamaged: !image.isOfAnotherMeter))
    abandon(.invalidImage, now, &context)
    return .status(.success)
  }

  /// Gives up the image, and tells the server why where it does not know.
  mutating func abandon(
    _ status: ZCLStatus?, _ now: Instant, _ context: inout DeviceContext
  ) {
    guard let image else { return }
    ending = status.map { ($0, image.version) }
    if ending != nil { end.askNow() }
    stage = .normal
    self.image = nil
    (kept, settling) = (nil, nil)
    block.stop()
    query.rest(from: now, seconds: Self.daySeconds)
    context.want(.upgrade(.abandon))
    context.want(.keepState)
  }

  /// Current time, time to ask again (from now where the current time is 0), and in newer
  /// servers the minimum time between two questions in milliseconds.
  private mutating func wait(_ reader: inout ByteReader, _ context: DeviceContext)
    -> CommandOutcome
  {
    guard let current = reader.littleEndian(UInt32.self),
      let again = reader.littleEndian(UInt32.self)
    else { return .status(.malformedCommand) }
    if reader.remaining > 0 {
      guard let period = reader.littleEndian(UInt16.self), reader.remaining == 0 else {
        return .status(.malformedCommand)
      }
      blockPeriodMilliseconds = period
    }
    let seconds = again > current ? UInt64(again - current) : 1
    if stage == .downloading {
      block.rest(from: context.moment.now, seconds: min(seconds, Self.daySeconds))
    }
    return .status(.success)
  }

  func upgradeEnd(_ status: ZCLStatus, _ version: UInt32) -> ClientRequest {
    var request = ClientRequest(kind: .cluster, command: OTAUpgrade.upgradeEnd, server: server)
    request.body.append(status.rawValue)
    OTAFile(identity, version: version).append(to: &request.body)
    return request
  }

  mutating func ended(
    _ body: ApplicationMessage.Payload, _ context: inout DeviceContext
  ) -> CommandOutcome {
    var reader = ByteReader(body.span)
    guard let file = OTAFile(&reader), let current = reader.littleEndian(UInt32.self),
      let upgrade = reader.littleEndian(UInt32.self), reader.remaining == 0
    else { return .status(.malformedCommand) }
    guard stage == .waitingToUpgrade, let downloadedVersion else { return .status(.success) }
    guard identity.isMeant(file.manufacturer, file.imageType),
      file.version == downloadedVersion || file.version == OTAUpgrade.anyVersion
    else { return .status(.invalidField) }
    ending = nil
    end.stop()
    isTimeKnown = upgrade != OTAUpgrade.noTime
    let later = upgrade > current ? UInt64(upgrade - current) : 0
    activation.rest(
      from: context.moment.now, seconds: isTimeKnown ? later : OTAUpgrade.hourSeconds)
    context.want(.keepState)
    return .status(.success)
  }
}

extension OTAUpgradeClient: KeptSide {
  static var keptBytes: Int { 2 + 4 + 3 + OTAUpgradeImage.stateBytes }

  func keep(in writer: inout ByteWriter) {
    // After a cut the last blocks come again, and the check is made anew.
    let isUnderWay = stage == .downloading || stage == .checking
    let stage = isUnderWay ? (kept == nil ? .normal : .downloading) : stage
    writer.littleEndian(stage.rawValue)
    writer.littleEndian(ending?.status == .success ? UInt8(1) : 0)
    writer.littleEndian(downloadedVersion ?? 0)
    writer.littleEndian(server?.shortAddress ?? Address.coordinator)
    writer.littleEndian(server?.endpoint ?? 1)
    (kept ?? OTAUpgradeImage(identity, version: 0, size: 0)).write(to: &writer)
  }

  mutating func restore(from reader: inout ByteReader) {
    guard let raw = reader.littleEndian(UInt8.self), let stage = Stage(rawValue: raw),
      reader.skip(1),
      let version = reader.littleEndian(UInt32.self),
      let address = reader.littleEndian(UInt16.self),
      let endpoint = reader.littleEndian(UInt8.self)
    else { return }
    let walk = OTAUpgradeImage(identity, &reader)
    switch stage {
    case .normal, .checking: return
    case .downloading:
      guard let walk, walk.version > identity.fileVersion else { return }
      image = walk
      kept = walk
    case .waitingToUpgrade:
      guard version > identity.fileVersion else { return }
      downloadedVersion = version
      // When to upgrade is not kept: the server is asked again.
      ending = (.success, version)
    }
    self.stage = stage
    server = ServerAddress(shortAddress: address, endpoint: endpoint)
  }
}
