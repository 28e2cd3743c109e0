// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Firmware
import HardwareInterface
import LinuxHardware
import Meter
import Seal
import ZigBee

/// The firmware of a slot in the place of the one that is built in, where one may run.
enum FirmwareLaunch {
  /// Returns where the firmware that is built in is to run.
  static func run(_ options: Options) {
    guard let path = options.staging, let key = options.upgradeKey, options.slot == nil else {
      return
    }
    do throws(LinuxFailure) {
      let store = try FileBlockStore(path: path, capacity: FirmwareSlot.capacity)
      var start = FirmwareStart(store, identity, key: key)
      guard let found = start.choose() else { return }
      var file = start.finish()
      let program = try copy(found.program, of: &file)
      let version = FirmwareVersion(found.version)
      LinuxProgram.complain(
        "meterd: starts firmware \(version.major).\(version.minor).\(version.patch) of slot "
          + (found.slot == .a ? "a" : "b"), .notice)
      throw program.start("--slot", found.slot == .a ? "a" : "b")
    } catch {
      LinuxProgram.complain(
        "meterd: \(path): \(error.text): the firmware that is built in starts instead", .error)
    }
  }

  /// Writes an image into the free slot, to be started with the next start.
  static func install(_ path: String, _ options: Options) -> LinuxProgram.ExitCode {
    guard let staging = options.staging, let key = options.upgradeKey else {
      LinuxProgram.complain("meterd: --install needs --staging and --upgrade-key", .error)
      return .usage
    }
    let image: MappedFile
    do throws(LinuxFailure) { image = try MappedFile(path: path) } catch {
      LinuxProgram.complain("meterd: \(path): \(error.text)", .error)
      return .noInput
    }
    do throws(LinuxFailure) {
      let store = try FileBlockStore(path: staging, capacity: FirmwareSlot.capacity)
      if let reason = try install(image, FirmwareStart(store, identity, key: key), key) {
        LinuxProgram.complain("meterd: \(path): not installed: \(reason)", .error)
        return .damagedInput
      }
    } catch {
      let advice: StaticString =
        error.kind == .busy ? ": the meter runs: stop it first (systemctl stop lastmeter)" : ""
      LinuxProgram.complain("meterd: \(staging): \(error.text)\(advice)", .error)
      return error.kind == .busy ? .unavailable : .inputOutput
    }
    LinuxProgram.printLine("meterd: \(path): it starts with the next start, on trial")
    return .success
  }

  /// This meter, with the firmware that is built in.
  private static var identity: OTAIdentity {
    var identity = OTAIdentity()
    identity.fileVersion = Version.number
    return identity
  }

  private static func copy(
    _ place: Range<Int>, of file: inout FileBlockStore
  ) throws(LinuxFailure) -> MemoryProgram {
    var program = try MemoryProgram()
    var bytes = InlineArray<4096, UInt8>(repeating: 0)
    var offset = place.lowerBound
    while offset < place.upperBound {
      let count = min(bytes.count, place.upperBound - offset)
      var whole = bytes.mutableSpan
      var span = whole._mutatingExtracting(0..<count)
      try file.read(at: offset, into: &span)
      try program.append(bytes.span.extracting(0..<count))
      offset += count
    }
    return program
  }
}

extension FirmwareLaunch {
  /// Writes the bytes, then the head; nil, or why not.
  private static func install(
    _ image: borrowing MappedFile, _ begin: consuming FirmwareStart<FileBlockStore>,
    _ key: VerifyingKey
  ) throws(LinuxFailure) -> StaticString? {
    var start = begin
    let header = image.withBytes { FirmwareHeader($0) }
    guard let header else {
      return refuse(0, .notSuitable, "it is no firmware for this meter", &start)
    }
    if let refusal = start.refusal(of: header.version) {
      // It is not the image that is refused: it may come again.
      if refusal == .onTrial { return refusal.text }
      return refuse(header.version, .notSuitable, refusal.text, &start)
    }
    let isSigned = image.withBytes { bytes in
      var check = SignatureCheck(size: header.size)
      check.take(bytes)
      return check.isValid(key)
    }
    guard isSigned else {
      return refuse(
        header.version, .notAuthentic, "it is not signed by the owner of --upgrade-key", &start)
    }
    let slot = start.record.free
    var store = start.finish()
    try write(image, header, in: slot, of: &store)
    return nil
  }

  /// Gives the reason back; the next start tells the event log.
  private static func refuse(
    _ version: UInt32, _ outcome: FirmwareOutcome, _ reason: StaticString,
    _ start: inout FirmwareStart<FileBlockStore>
  ) -> StaticString {
    if !start.wasRefused(version, outcome) {
      LinuxProgram.complain(
        "meterd: this attempt is not logged: start the meter, which logs those that wait", .error)
    }
    return reason
  }

  private static func write(
    _ image: borrowing MappedFile, _ header: FirmwareHeader, in slot: FirmwareSlot,
    of store: inout FileBlockStore
  ) throws(LinuxFailure) {
    try write(.downloading, header, in: slot, of: &store)
    var offset = 0
    while offset < Int(header.size) {
      let count = min(4096, Int(header.size) - offset)
      var piece = InlineArray<4096, UInt8>(repeating: 0)
      image.withBytes { bytes in
        for index in 0..<count { piece[index] = bytes[offset + index] }
      }
      try store.write(
        piece.span.extracting(0..<count), at: slot.offset + StagingFormat.imageOffset + offset)
      offset += count
    }
    try store.sync()
    try write(.due, header, in: slot, of: &store)
  }

  private static func write(
    _ state: StagingFormat.State, _ header: FirmwareHeader, in slot: FirmwareSlot,
    of store: inout FileBlockStore
  ) throws(LinuxFailure) {
    let head = StagingFormat.head(state, version: header.version, size: header.size)
    try store.write(head.span, at: slot.offset)
    try store.sync()
  }
}

extension FirmwareRefusal {
  /// What a person is told.
  fileprivate var text: StaticString {
    switch self {
    case .onTrial: "firmware is on trial: wait until it has shown that it works"
    case .failedBefore: "this version was given up, or may not run here: sign a newer one"
    case .notNewer: "it is not newer than what runs"
    }
  }
}
