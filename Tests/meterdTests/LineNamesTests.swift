// SPDX-License-Identifier: Apache-2.0

import Drivers
import LinuxHardware
import Testing

@testable import meterd

/// By what a line is found.
@Suite struct LineNamesTests {
  /// A chip that has some names, and the numbers 0 to 27.
  private struct Chip {
    var numbers: [String: Int] = [:]
    var held: Set<Int> = []

    func open(_ name: String) throws(LinuxFailure) -> Int {
      guard let number = numbers[name] ?? Int(name), number < 28 else {
        throw LinuxFailure(.noSuchDevice)
      }
      if held.contains(number) { throw LinuxFailure(.busy) }
      return number
    }
  }

  private static func found(_ line: ReferenceBoard.Line, _ chip: Chip) throws -> Int {
    try LineNames.open(line.name, line.rawValue) { name throws(LinuxFailure) in
      try chip.open(name)
    }
  }

  @Test("The table's name goes before the computer's, and both before the number")
  func order() throws {
    let all = Chip(numbers: ["displayEnable": 3, "GPIO25": 4])
    #expect(try Self.found(.displayEnable, all) == 3)
    #expect(try Self.found(.displayEnable, Chip(numbers: ["GPIO25": 4])) == 4)
    #expect(try Self.found(.displayEnable, Chip()) == 25)
  }

  @Test("A line whose number is sealed is not looked for by a name that a boot file gives")
  func sealed() throws {
    let chip = Chip(numbers: ["displayEnable": 3, "GPIO9": 4])
    let found = try LineNames.open(nil, 9) { name throws(LinuxFailure) in try chip.open(name) }
    let other = try LineNames.open(nil, 8) { name throws(LinuxFailure) in try chip.open(name) }
    #expect(found == 4 && other == 8)
  }

  @Test("A line that is there and cannot be had is not looked for elsewhere")
  func busy() {
    let chip = Chip(numbers: ["displayEnable": 3], held: [3])
    #expect(throws: LinuxFailure(.busy)) { try Self.found(.displayEnable, chip) }
    #expect(throws: LinuxFailure(.noSuchDevice)) {
      try LineNames.open("displayEnable", 25) { _ throws(LinuxFailure) -> Int in
        throw LinuxFailure(.noSuchDevice)
      }
    }
  }

  @Test("A line that is held under its name is told where the number is another line")
  func elsewhere() throws {
    let cases = [(25, false), (3, true)]
    for (held, isElsewhere) in cases {
      let chip = Chip(held: [held])
      let found = LineNames.isElsewhere(25) { number throws(LinuxFailure) in
        _ = try chip.open(number)
      }
      #expect(found == isElsewhere)
    }
    let text = Doctor.text(elsewhere: .displayEnable, try Options([]))
    #expect(
      text == "/dev/gpiochip0: displayEnable or GPIO25 is not line 25: it is taken by its name; "
        + "see that it is wired so")
  }
}
