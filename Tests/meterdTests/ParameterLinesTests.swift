// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Foundation
import Ledger
import LinuxHardware
import Parameters
import Testing

@testable import meterd

/// Where meterd looks for the board's lines.
@Suite("The lines that the parameters say")
struct ParameterLinesTests {
  private typealias Folder = ParameterStartTests.Folder

  @Test("Lines are where the parameters in force say, else where the board's table does")
  func lines() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    var options = try Options(["--store", folder.store])
    // No store, and none is made.
    #expect(try options.storedLines().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.store))
    let unsaid = options.line(.metrologyLED)
    #expect(unsaid.number == 19 && unsaid.name.map { "\($0)" } == "metrologyLED")
    var settings = ParameterStartTests.settings("LM-1")
    for (name, number) in [("metrologyLED", 200), ("voltageReady", 30)] as [(StaticString, UInt8)] {
      var bytes = FixedBytes<24>()
      bytes.append(name)
      let isAdded = settings.lines.append(bytes.span, number)
      #expect(isAdded)
    }
    let moved = try folder.start(try folder.candidate(settings))
    #expect(moved.lines.number(of: "metrologyLED") == 200)
    // A meter that runs holds its store.
    let held = try FileBlockStore(path: folder.store, capacity: StoreMap.capacity)
    options.lines = try options.storedLines()
    _ = consume held
    // What is sealed goes before a name.
    #expect(options.line(.metrologyLED).number == 200 && options.line(.metrologyLED).name == nil)
    #expect(options.line(.voltageReady).number == 30 && options.line(.voltageReady).name == nil)
    #expect(options.line(.pageButton).number == 10 && options.line(.pageButton).name != nil)
    #expect(options.line(.currentReady).number == 27)
  }

  /// Settings with the LED on line 200.
  private static func moved(_ serial: StaticString) -> MeterSettings {
    var settings = ParameterStartTests.settings(serial)
    var name = FixedBytes<24>()
    name.append("metrologyLED")
    _ = settings.lines.append(name.span, 200)
    return settings
  }

  @Test("Lines are known of parameters for another converter, and not of damaged ones")
  func unknownLines() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    _ = try folder.start(try folder.candidate(Self.moved("LM-1")))
    let options = try Options(["--store", folder.store])
    let other = try Options(["--store", folder.store, "--converter", "ads1115"])
    for options in [options, other] {
      #expect(try options.storedLines().number(of: "metrologyLED") == 200)
    }
    #expect(throws: MissingDevice.self) {
      _ = try Options(["--store", folder.url.path]).storedLines()
    }
    try folder.damage(0)
    try folder.damage(1)
    #expect(throws: MissingDevice.self) { _ = try options.storedLines() }
  }

  @Test("Of parameters that are lost an older copy still says where the lines are")
  func linesOfLost() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    _ = try folder.start(try folder.candidate(Self.moved("LM-1")))
    let second = try folder.start(try folder.candidate(Self.moved("LM-2")), isSealOpen: true)
    try folder.keep(second.mark?.digest)
    try folder.damage(1)
    let lost = try folder.start(nil)
    #expect(lost.trouble != nil && lost.settings == nil)
    #expect(lost.lines.number(of: "metrologyLED") == 200)
  }

  @Test("Parameters whose seal cannot be read where they say are refused: none could follow")
  func sealElsewhere() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    var settings = ParameterStartTests.settings("LM-1")
    var name = FixedBytes<24>()
    name.append("calibrationSeal")
    let isAdded = settings.lines.append(name.span, 200)
    #expect(isAdded)
    let start = try folder.start(try folder.candidate(settings), isSealOpen: true)
    #expect(start.isRefused && start.mark == nil && start.trouble == nil)
  }
}
