// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import SimulatedHardware
import Testing

@Suite("Scripted target")
struct ScriptedI2CTests {
  @Test("A script that is followed is satisfied, one that is not finished is not")
  func followed() throws {
    let script = ScriptedI2C([.write([1, 2]), .read([3])])
    var target = script.target
    try target.write([1, 2].span)
    #expect(!script.isSatisfied)
    var bytes: [UInt8] = [0]
    var span = bytes.mutableSpan
    try target.read(into: &span)
    #expect(bytes == [3])
    #expect(script.isSatisfied)
  }

  @Test("Other bytes, another length, another order or one message too many are problems")
  func notFollowed() {
    for message in [ScriptedI2C.Message.write([1, 3]), .read([1, 2]), .read([])] {
      let script = ScriptedI2C([message])
      var target = script.target
      #expect(throws: I2CFault.unexpected) { try target.write([1, 2].span) }
      #expect(script.problems.count == 1)
      #expect(!script.isSatisfied)
    }
    let empty = ScriptedI2C([])
    var target = empty.target
    var bytes: [UInt8] = [0]
    #expect(throws: I2CFault.unexpected) {
      var span = bytes.mutableSpan
      try target.read(into: &span)
    }
    #expect(!empty.isSatisfied)
  }

  @Test("A scripted failure is thrown")
  func failure() {
    let script = ScriptedI2C([.failure(.timeout)])
    var target = script.target
    #expect(throws: I2CFault.timeout) { try target.write([1].span) }
    #expect(script.isSatisfied)
  }
}
