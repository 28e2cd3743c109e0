// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// A target for places where only the type matters.
struct NoTarget: I2CTarget {
  let readBytesMax = 0
  mutating func write(_ bytes: Span<UInt8>) throws(I2CFault) { throw .unexpected }
  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(I2CFault) { throw .unexpected }
}

@Suite("AD7991 driver")
struct AD7991Tests {
  static let twoSets: [UInt8] = [
    0x07, 0xA8, 0x17, 0xA9, 0x27, 0xA7,  // 0, +1, -1
    0x00, 0x00, 0x1F, 0xFF, 0x28, 0x00,  // -1960, +2135, +88
  ]

  /// Reads `count` sets from a script and says how many came, which, and what went wrong.
  private func read(
    _ script: ScriptedI2C, count: Int
  ) -> (count: Int?, sets: [SampleSet], error: AD7991Error<I2CFault>?) {
    var sets = [SampleSet](repeating: .zero, count: count)
    do throws(AD7991Error<I2CFault>) {
      var chip: AD7991<ScriptedI2CTarget>
      do throws(I2CFault) {
        chip = try AD7991(script.target, bias: ReferenceBoard.bias)
      } catch { throw .bus(error) }
      var span = sets.mutableSpan
      let taken = try chip.read(into: &span)
      return (taken, sets, nil)
    } catch {
      return (nil, sets, error)
    }
  }

  @Test("Taking the chip writes its configuration in one message")
  func configures() throws {
    let script = ScriptedI2C([.write([0x7B])])
    _ = try AD7991(script.target, bias: ReferenceBoard.bias)
    #expect(script.isSatisfied)
  }

  @Test("A chip that does not answer cannot be taken")
  func refuses() {
    let script = ScriptedI2C([.failure(.notAcknowledged)])
    #expect(throws: I2CFault.notAcknowledged) {
      _ = try AD7991(script.target, bias: ReferenceBoard.bias)
    }
  }

  @Test("Codes become counts about the bias")
  func counts() {
    let script = ScriptedI2C([.write([0x7B]), .read(Self.twoSets)])
    let result = read(script, count: 2)
    #expect(result.count == 2)
    #expect(
      result.sets == [
        SampleSet(voltage: 0, current: 1, currentAmplified: -1),
        SampleSet(voltage: -1960, current: 2135, currentAmplified: 88),
      ])
    #expect(script.isSatisfied)
  }

  @Test("A call never asks for more than the target can read, and only for whole sets")
  func limits() {
    let script = ScriptedI2C([.write([0x7B]), .read(Self.twoSets)], readBytesMax: 17)
    let result = read(script, count: 100)
    #expect(result.count == 2)
    #expect(script.isSatisfied)
  }

  @Test("A read that the adapter refuses is shortened at once, and stays so")
  func shortened() throws {
    let script = ScriptedI2C([
      .write([0x7B]), .refusal(readBytesMax: 100), .refusal(readBytesMax: 17), .read(Self.twoSets),
      .read(Self.twoSets),
    ])
    var chip = try AD7991(script.target, bias: ReferenceBoard.bias)
    var sets = [SampleSet](repeating: .zero, count: 100)
    for _ in 0..<2 {
      var span = sets.mutableSpan
      #expect(try chip.read(into: &span) == 2)
    }
    #expect(script.isSatisfied)
  }

  @Test("A read that fails for another reason is not tried again")
  func notShortened() {
    let script = ScriptedI2C([.write([0x7B]), .failure(.timeout)])
    let result = read(script, count: 2)
    #expect(result.count == nil)
    #expect(script.isSatisfied)
  }

  @Test("One call reads at most 1,365 sets in 8,190 bytes")
  func longest() {
    var bytes: [UInt8] = []
    for _ in 0..<1365 { bytes += [0x07, 0xA8, 0x17, 0xA8, 0x27, 0xA8] }
    let script = ScriptedI2C([.write([0x7B]), .read(bytes)], readBytesMax: 100_000)
    #expect(read(script, count: 2000).count == 1365)
    #expect(script.isSatisfied)
  }

  @Test("No room for a set means no message", arguments: [(0, 8190), (5, 5), (5, 0)])
  func nothingToDo(_ row: (sets: Int, readBytesMax: Int)) {
    let script = ScriptedI2C([.write([0x7B])], readBytesMax: row.readBytesMax)
    #expect(read(script, count: row.sets).count == 0)
    #expect(script.isSatisfied)
  }

  @Test(
    "A conversion of another input is an error that names it",
    arguments: [(0, 0x37, 0, 3), (2, 0x07, 1, 0), (4, 0x17, 2, 1), (10, 0x07, 2, 0)]
      as [(Int, UInt8, UInt8, UInt8)])
  func wrongChannel(_ row: (byte: Int, value: UInt8, expected: UInt8, found: UInt8)) {
    var bytes = Self.twoSets
    bytes[row.byte] = row.value
    let result = read(ScriptedI2C([.write([0x7B]), .read(bytes)]), count: 2)
    guard case .wrongChannel(let conversion, let expected, let found) = result.error else {
      Issue.record("no wrong channel but \(String(describing: result.error))")
      return
    }
    #expect(conversion == row.byte / 2)
    #expect(expected == row.expected)
    #expect(found == row.found)
  }

  @Test("A bus that nobody drives reads ones, which is an error of its own")
  func openBus() {
    let bytes = [UInt8](repeating: 0xFF, count: 6)
    let result = read(ScriptedI2C([.write([0x7B]), .read(bytes)]), count: 1)
    guard case .leadingBits(let conversion, let found) = result.error else {
      Issue.record("no leading bits but \(String(describing: result.error))")
      return
    }
    #expect(conversion == 0)
    #expect(found == 3)
  }

  @Test("A bus failure comes through as it is", arguments: [I2CFault.timeout, .notAcknowledged])
  func busFailure(_ fault: I2CFault) {
    let result = read(ScriptedI2C([.write([0x7B]), .failure(fault)]), count: 1)
    guard case .bus(let found) = result.error else {
      Issue.record("no bus failure but \(String(describing: result.error))")
      return
    }
    #expect(found == fault)
  }

  @Test("After a failure the configuration can be written again")
  func reconfigures() throws {
    let script = ScriptedI2C([.write([0x7B]), .write([0x7B])])
    var chip = try AD7991(script.target, bias: ReferenceBoard.bias)
    try chip.configure()
    #expect(script.isSatisfied)
  }
}
