// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import LinuxHardware
import Quantities
import SimulatedHardware
import ZigBee

/// One `meterbench radio`: the XBee 3 of a board in a virtual machine at the board's UART, an
/// ether, and a coordinator's radio with the gateway behind it.
final class RadioSession {
  /// How often the lines are looked at: 115,200 bits a second bring 58 bytes meanwhile. Unit:
  /// nanoseconds.
  private static let pauseNanoseconds: UInt64 = 5_000_000
  /// Readings that one look may bring; more would have been dropped before they were told.
  private static let bytesMax = 4_096

  private let path: String
  private var port: LinuxSerialPort
  private let room: Room
  private var clock = LinuxClock()
  private let began: Instant
  private var input = ControlInput()
  private var unsent: [UInt8] = []
  private var failure: BenchError?
  /// What was told of the upgrade under way.
  private var toldStatus: UInt8?
  private var isEnding = false

  /// Opens the UART's other end.
  init(_ path: String, seed: UInt64) throws(BenchError) {
    self.path = path
    do throws(LinuxFailure) { port = try LinuxSerialPort(path: path) } catch {
      throw BenchError(.unavailable, path, "\(error.text)")
    }
    room = Room(seed: seed)
    began = clock.now()
  }

  /// Runs until `quit`, the end of standard input, or a signal.
  func run() throws(BenchError) {
    LinuxProgram.catchStop()
    room.heardLine = { [weak self] line in self?.tell(line) }
    try Terminal.print("the module is at \(path)")
    while !isEnding, !LinuxProgram.isStopAsked {
      do throws(LinuxFailure) { try exchange() } catch {
        throw BenchError(.inputOutput, path, "\(error.text)")
      }
      if let failure { throw failure }
      input.lines().forEach(obey)
      clock.pause(nanoseconds: Self.pauseNanoseconds)
    }
  }

  /// The ether's time begins with the session.
  private var now: Instant { Instant(nanoseconds: clock.now().since(began)) }

  /// Moves bytes between the board and its module, and lets the ether go on.
  private func exchange() throws(LinuxFailure) {
    var buffer = [UInt8](repeating: 0, count: Self.bytesMax)
    var span = buffer.mutableSpan
    let count = try port.read(into: &span)
    room.module.push(Array(buffer.prefix(count)))
    let utc = clock.utc() ?? UTC(milliseconds: 0)
    room.advance(to: now, utc: utc)
    tellUpgrade()
    while let refusal = room.nextRefusal() {
      tell(
        "{\"refused\":{\"cluster\":\(refusal.cluster),\"command\":\(refusal.command),"
          + "\"status\":\(refusal.status)}}")
    }
    unsent += room.module.pull()
    guard !unsent.isEmpty else { return }
    let bytes = unsent
    unsent.removeFirst(try port.write(bytes.span))
  }

  private func obey(_ line: String) {
    switch RadioLine(line) {
    case .read(let cluster, let attribute): room.ask(attribute, cluster: cluster, at: now)
    case .supply(let isClosed, let ofAll):
      room.switchSupply(isClosed, ofAll: ofAll, at: now)
    case .command(let cluster, let id): room.command(id, cluster: cluster, at: now)
    case .upgrade(let image): offer(image)
    case .permit: room.permit()
    case .hang: room.module.hang()
    case .reset: room.module.reset()
    case .quit: isEnding = true
    case nil: Terminal.report("not understood: \(line) (\(RadioLine.usage))")
    }
  }

  private func offer(_ path: String) {
    do throws(BenchError) {
      let image = try FirmwareFile(reading: path, key: nil)
      toldStatus = nil
      _ = room.offer(image.bytes, at: now)
    } catch { Terminal.report(error.description) }
  }

  /// Says once how the meter ended an upgrade.
  private func tellUpgrade() {
    guard room.upgradeStatus != toldStatus else { return }
    toldStatus = room.upgradeStatus
    if let toldStatus { tell("{\"upgradeEnd\":\(toldStatus)}") }
  }

  private func tell(_ line: String) {
    do throws(BenchError) { try Terminal.print(line) } catch { failure = error }
  }
}
