// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@testable import metergateway

@Suite struct SessionTests {
  /// A session at a coordinator of an ether, for so many seconds of virtual time.
  private func run(
    seconds: UInt64, _ scene: (ether: Ether, module: EtherModule),
    isReaderThere: Bool = true, each: (UInt64) -> Void = { _ in }
  ) throws -> [String] {
    var session = Session(port: EtherPort(scene.module), joinSeconds: 60)
    var lines: [String] = []
    for step in 0..<(seconds * 100) {
      let now = Instant.zero.adding(milliseconds: step * 10)
      scene.ether.advance(to: now)
      each(step)
      let isTaken = try session.step(at: now, utc: UTC(milliseconds: 0)) { line in
        lines.append(line)
        return isReaderThere
      }
      if !isTaken { return lines + ["not taken"] }
    }
    return lines
  }

  @Test("A line that nobody takes ends the session", arguments: [true, false])
  func notTaken(isReaderThere: Bool) throws {
    let (_, lines) = try reported(isReaderThere: isReaderThere)
    #expect(lines.count == (isReaderThere ? 1 : 2))
    #expect((lines.last == "not taken") == !isReaderThere)
  }

  /// What is printed of one report by a second radio.
  private func reported(isReaderThere: Bool = true) throws -> (EtherModule, [String]) {
    let ether = Ether(seed: 2)
    let module = ether.addCoordinator(eui64: 1)
    let second = ether.addCoordinator(eui64: 2)
    let lines = try run(seconds: 5, (ether, module), isReaderThere: isReaderThere) { step in
      guard step == 400 else { return }
      let report: [UInt8] = [0x18, 2, 0x0A, 0x00, 0x04, 0x2A, 0x05, 0x00, 0x00]
      second.transmit(
        EtherMessage(endpoints: (1, 1), cluster: 0x0702, profile: 0x0104, payload: report),
        to: 0xFFFF)
    }
    return (module, lines)
  }

  @Test("Each report that reaches the radio is one line")
  func lines() throws {
    let (module, lines) = try reported()
    #expect(
      lines == [
        #"{"time":"1970-01-01T00:00:00.000Z","shortAddress":"0000","eui64":"0000000000000002","#
          + #""attribute":"instantaneousDemand","value":5,"unit":null,"report":true}"#
      ])
    #expect(module.parameter("NJ") == 60)
  }

  @Test("A radio that goes dead ends the session with its failure")
  func unplugged() throws {
    let ether = Ether(seed: 2)
    let module = ether.addCoordinator(eui64: 1)
    #expect(throws: EtherPort.Failure.unplugged) {
      _ = try run(seconds: 5, (ether, module)) { if $0 == 200 { module.setPowered(false) } }
    }
  }
}
