// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Testing

@testable import metergateway

@Suite struct TerminalPortTests {
  @Test("All 256 bytes pass a pty unchanged in both directions")
  func raw() throws {
    let pty = try Pty()
    var port = try TerminalPort(path: pty.path)
    let all = (0...255).map { UInt8($0) }
    let written = try port.write(all.span)
    #expect(written == 256)
    var heard = [UInt8](repeating: 0, count: 256)
    var count = 0
    while count < 256 { count += read(pty.master, &heard[count], 256 - count) }
    #expect(heard == all)
    #expect(write(pty.master, all, 256) == 256)
    var arrived: [UInt8] = []
    while arrived.count < 256 {
      port.wait(milliseconds: 1000)
      var bytes = [UInt8](repeating: 0, count: 300)
      var span = bytes.mutableSpan
      let got = try port.read(into: &span)
      try #require(got > 0)
      arrived += bytes.prefix(got)
    }
    #expect(arrived == all)
    close(pty.master)
  }

  @Test("Nothing there is 0 bytes, not a wait")
  func nothing() throws {
    let pty = try Pty()
    var port = try TerminalPort(path: pty.path)
    var bytes = [UInt8](repeating: 0, count: 8)
    var span = bytes.mutableSpan
    let count = try port.read(into: &span)
    #expect(count == 0)
    close(pty.master)
  }

  @Test("Who closes the other end has hung up: exit code 74, the device named")
  func hangUp() throws {
    let pty = try Pty()
    var port = try TerminalPort(path: pty.path)
    close(pty.master)
    var bytes = [UInt8](repeating: 0, count: 8)
    var failure: TerminalPort.Failure?
    do {
      var span = bytes.mutableSpan
      _ = try port.read(into: &span)
    } catch { failure = error }
    bytes.removeAll()
    #expect(failure == .hungUp(path: pty.path))
    #expect(failure?.exitCode == 74)
    #expect(failure?.description.contains(pty.path) == true)
  }

  @Test("A device that is not there, and one that is no terminal: exit code 69")
  func cannotOpen() {
    for path in ["/dev/there-is-no-such-device", "/dev/null"] {
      var failure: TerminalPort.Failure?
      do { _ = try TerminalPort(path: path) } catch { failure = error }
      #expect(failure?.exitCode == 69)
      #expect(failure?.description.hasPrefix(path) == true)
    }
  }
}
