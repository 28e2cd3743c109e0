// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// The client of the OTA Upgrade cluster: asks, downloads into the staging store, checks as it
/// comes, has what is staged checked, waits to upgrade, and says when it is time.
struct OTAUpgradeClient: ClusterClient {
  static var receivedCommands: CommandList { CommandList([0x00, 0x02, 0x05, 0x07]) }
  static var generatedCommands: CommandList { CommandList([0x01, 0x03, 0x06]) }

  /// Unit: seconds between two questions for an image.
  static let daySeconds: UInt64 = 86_400

  /// Where it is. The raw values are kept through a power cut, but for `checking`: all bytes came,
  /// and what is staged is read again.
  enum Stage: UInt8 {
    case normal = 0, downloading = 1, waitingToUpgrade = 2, checking = 3
  }

  let identity: OTAIdentity
  var stage = Stage.normal
  var image: OTAUpgradeImage?
  var downloadedVersion: UInt32?
  var refusedVersion: UInt32?
  /// An older one that was told of, and whether a question waits for its answer: what nobody asked
  /// for is not told of.
  private var olderVersion: UInt32?
  private var isAsked = false
  /// Where the download goes on after a cut: all before it is safe.
  var kept: OTAUpgradeImage?
  /// Where it would, once all before it is safe.
  var settling: OTAUpgradeImage?
  var query = RequestTimer(firstSeconds: 300, longestSeconds: daySeconds)
  var block = RequestTimer(firstSeconds: 5, longestSeconds: 3_600)
  var end = RequestTimer(firstSeconds: 30, longestSeconds: 3_600)
  var ending: (status: ZCLStatus, version: UInt32)?
  /// When to upgrade, or to ask the server again when that is.
  var activation = RequestTimer(firstSeconds: 60, longestSeconds: OTAUpgrade.hourSeconds)
  /// Whether the server has said when.
  var isTimeKnown = false
  var server: ServerAddress?
  private var serverID: UInt64?
  var blockPeriodMilliseconds: UInt16 = 0
  private var random: ClientRandom

  init(_ identity: OTAIdentity, seed: UInt64) {
    self.identity = identity
    random = ClientRandom(seed: seed)
  }

  mutating func seed(_ seed: UInt64) { random = ClientRandom(seed: seed) }

  var attributeCount: Int { OTAUpgrade.attributes.count }
  func attribute(at index: Int) -> Attribute { OTAUpgrade.attributes[index] }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0000: return serverID.map { .unsigned($0) }
    case 0x0001: return image.map { .unsigned(UInt64($0.offset)) }
    case 0x0002: return .unsigned(UInt64(identity.fileVersion))
    case 0x0003: return .unsigned(OTAUpgrade.stackVersion)
    case 0x0004: return downloadedVersion.map { .unsigned(UInt64($0)) }
    case 0x0006: return .unsigned(imageUpgradeStatus)
    case 0x0007: return .unsigned(UInt64(identity.manufacturer))
    case 0x0008: return .unsigned(UInt64(identity.imageType))
    case 0x0009: return .unsigned(UInt64(blockPeriodMilliseconds))
    case 0xFFFD: return .unsigned(1)
    default: return nil
    }
  }

  /// 0 normal, 1 download in progress, 2 download complete, 3 waiting to upgrade.
  private var imageUpgradeStatus: UInt64 {
    switch stage {
    case .normal: return 0
    case .downloading, .checking: return 1
    case .waitingToUpgrade: return ending == nil ? 3 : 2
    }
  }

  mutating func joined() {
    if stage != .waitingToUpgrade { query.askNow() }
    if stage == .downloading { block.askNow() }
    if ending != nil { end.askNow() }
  }

  mutating func tick(_ context: inout DeviceContext) -> ClientRequest? {
    let now = context.moment.now
    if let ending, end.take(at: now) { return upgradeEnd(ending.status, ending.version) }
    if activation.take(at: now) { return activate(&context) }
    if query.take(at: now) {
      isAsked = true
      return queryNextImage
    }
    guard let image, stage == .downloading, isRoom, block.take(at: now) else { return nil }
    return blockRequest(image)
  }

  /// It is time: the meter is told, or the server is asked again.
  private mutating func activate(_ context: inout DeviceContext) -> ClientRequest? {
    guard stage == .waitingToUpgrade, let downloadedVersion else {
      activation.stop()
      return nil
    }
    if isTimeKnown {
      context.want(.upgrade(.activate(version: downloadedVersion)))
      return nil
    }
    activation.stop()
    ending = (.success, downloadedVersion)
    end.askNow()
    return nil
  }

  private var queryNextImage: ClientRequest {
    var request = ClientRequest(kind: .cluster, command: OTAUpgrade.queryNextImage, server: server)
    request.body.append(0x01)  // with the hardware version
    OTAFile(identity, version: identity.fileVersion).append(to: &request.body)
    request.body.append(littleEndian: identity.hardwareVersion)
    return request
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    switch command.id {
    case OTAUpgrade.imageNotify: return notified(command.body, context)
    case OTAUpgrade.queryNextImageResponse: return offered(command.body, &context)
    case OTAUpgrade.imageBlockResponse: return blockReceived(command.body, &context)
    case OTAUpgrade.upgradeEndResponse: return ended(command.body, &context)
    default: return .status(.unsupportedCommand)
    }
  }

  mutating func answered(_ command: UInt8, _ status: ZCLStatus, _ context: inout DeviceContext) {
    let now = context.moment.now
    switch command {
    case OTAUpgrade.queryNextImage where status != .success:
      query.rest(from: now, seconds: Self.daySeconds)
    case OTAUpgrade.imageBlock where status == .abort || status == .unsupportedCluster:
      abandon(.abort, now, &context)
    case OTAUpgrade.upgradeEnd where ending?.status != .success || status != .success:
      ending = nil
      end.stop()
    default: break
    }
  }

  // MARK: What is offered

  private mutating func notified(_ body: ApplicationMessage.Payload, _ context: DeviceContext)
    -> CommandOutcome
  {
    switch ImageNotify.read(body) {
    case .failure(let error): return error.outcome
    case .success(let notify):
      guard identity.isMeant(notify.manufacturer, notify.imageType),
        notify.version != identity.fileVersion
      else { return .status(.success) }
      if context.origin?.isBroadcast ?? false {
        guard random.next(upTo: 99) < UInt32(notify.jitter) else { return .status(.success) }
      } else {
        server = context.origin.map { ServerAddress($0) }
        (refusedVersion, olderVersion) = (nil, nil)
      }
      query.askNow()
      return .status(.success)
    }
  }

  private mutating func offered(
    _ body: ApplicationMessage.Payload, _ context: inout DeviceContext
  ) -> CommandOutcome {
    var reader = ByteReader(body.span)
    guard let status = reader.littleEndian(UInt8.self) else { return .status(.malformedCommand) }
    let now = context.moment.now
    guard status == ZCLStatus.success.rawValue else {
      guard reader.remaining == 0 else { return .status(.malformedCommand) }
      query.rest(from: now, seconds: Self.daySeconds)
      return .status(.success)
    }
    guard let file = OTAFile(&reader), let size = reader.littleEndian(UInt32.self),
      reader.remaining == 0
    else { return .status(.malformedCommand) }
    query.rest(from: now, seconds: Self.daySeconds)
    if stage == .waitingToUpgrade { query.stop() }
    noteOlder(file, &context)
    guard file == OTAFile(identity, version: file.version), file.version > identity.fileVersion,
      file.version != OTAUpgrade.anyVersion, size >= OTAUpgrade.imageBytesMin,
      size <= OTAUpgrade.imageBytesMax
    else { return .status(.invalidField) }
    guard file.version != refusedVersion else { return .status(.success) }
    server = context.origin.map { ServerAddress($0) }
    serverID = context.origin?.peerEUI64
    if !goesOn(with: file.version, size) { begin(file.version, size, &context) }
    return .status(.success)
  }

  /// An older image that is the answer to a question is told of once, until a notification for this
  /// meter alone comes.
  private mutating func noteOlder(_ file: OTAFile, _ context: inout DeviceContext) {
    guard file == OTAFile(identity, version: file.version), file.version < identity.fileVersion,
      file.version != olderVersion, isAsked
    else { return }
    (olderVersion, isAsked) = (file.version, false)
    context.want(.upgradeRefused(version: file.version, isDamaged: false))
  }

  /// Whether the image is the one that is being downloaded, or is here: a server that forgot
  /// that offers it again.
  private mutating func goesOn(with version: UInt32, _ size: UInt32) -> Bool {
    switch stage {
    case .normal: return false
    case .downloading:
      guard image?.version == version, image?.size == size else { return false }
      // Should nobody have told what became of it, it is asked for again.
      settling = nil
      block.askNow()
    case .checking: return image?.version == version
    case .waitingToUpgrade:
      guard let downloadedVersion, version <= downloadedVersion else { return false }
      if version == downloadedVersion {
        ending = (.success, version)
        end.askNow()
      }
    }
    return true
  }

  private mutating func begin(
    _ version: UInt32, _ size: UInt32, _ context: inout DeviceContext
  ) {
    image = OTAUpgradeImage(identity, version: version, size: size)
    (kept, settling) = (nil, nil)
    downloadedVersion = nil
    ending = nil
    stage = .downloading
    activation.stop()
    blockPeriodMilliseconds = 0
    block.askNow()
    context.want(.upgrade(.begin(size: size, version: version)))
    // What was kept of another image must not be gone on with.
    context.want(.keepState)
  }
}
