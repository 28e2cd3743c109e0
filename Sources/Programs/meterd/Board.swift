// SPDX-License-Identifier: Apache-2.0

import Drivers
import Firmware
import HardwareInterface
import LinuxHardware
import Meter
import MeterBoard
import Parameters

/// A part of the board that cannot be opened.
struct MissingDevice: Error {
  let path: String
  let failure: LinuxFailure
  let advice: StaticString

  var text: String { "\(path): \(failure.text): \(advice)" }
}

extension LinuxFailure {
  /// What to do where a part cannot be opened: rights and a part in use have their own advice.
  func advice(_ other: StaticString, group: StaticString) -> StaticString {
    switch kind {
    case .notPermitted: group
    case .busy: "stop the meter that runs: systemctl stop lastmeter"
    default: other
    }
  }
}

/// Opens the reference board on Linux. The first device that is missing is named.
enum Board {
  typealias Hardware = MeterHardware<
    BoardSource, LinuxOutput, Display, LinuxInput,
    LinuxSerialPort, Store, File, LinuxClock
  >

  /// Opens what is on lines and ports, when the store has said which lines these are.
  static func open(
    _ options: Options, _ settings: MeterSettings?, _ converters: consuming Converters,
    _ store: consuming Store
  ) throws(MissingDevice) -> Hardware {
    let reader = try openReader(converters, options)
    let display = try openDisplay(options)
    let reset = try openOutput(options, .radioReset, .high)
    let radio = XBee3Module(port: try openRadio(options), reset: reset, pause: LinuxClock())
    let metrologyLED = try openOutput(options, .metrologyLED)
    let supply = try openSupply(options)
    var firmware = FirmwareState()
    let staging = try openStaging(options, &firmware, after: store.tail)
    let sampler = try openSampler(reader, options)
    let powerFail = try openInput(options, .powerFail, isPulledUp: true)
    watch(powerFail, sampler)
    var hardware = Hardware(
      source: sampler, display: display, radio: radio, metrologyLED: metrologyLED, store: store,
      keySeed: try keySeed(), clock: LinuxClock())
    hardware.supply = consume supply
    hardware.pageButton = try openInput(options, .pageButton, isPulledUp: true)
    hardware.calibrationSeal = try openInput(options, .calibrationSeal, isPulledUp: true)
    hardware.cover = try openInput(options, .coverSwitch, isPulledUp: true)
    hardware.magnetSensor = try openInput(options, .magnetSensor, isPulledUp: true)
    hardware.powerFail = consume powerFail
    hardware.localPort = try openLocalPort(options, settings)
    hardware.staging = consume staging
    hardware.firmware = firmware
    return hardware
  }

  /// Whether the board is there: the bus, its converters, the GPIO chip, a display behind an
  /// expander, and the radio's UART.
  static func probe(_ options: Options) throws(MissingDevice) {
    var options = options
    options.lines = try options.storedLines()
    _ = try openReader(options)
    _ = try openOutput(options, .metrologyLED)
    if let silent = try silentDisplay(options) { throw silent }
    _ = try openRadio(options)
  }

  /// Leaves no coil under current, no light on and no figures on the display, whoever ended how.
  ///
  /// - Errors: the first, be it that nobody knows the lines; what comes after it is made safe all
  ///   the same.
  static func makeSafe(_ options: Options) throws(MissingDevice) {
    var (options, first): (Options, MissingDevice?) = (options, nil)
    // Where nobody can know them, those of the table are better than none.
    do { options.lines = try options.storedLines() } catch { first = error }
    let relays: InlineArray<2, ReferenceBoard.Line> = [.disconnectSet, .disconnectReset]
    for index in relays.indices where options.converter.hasSupplyRelays {
      do { _ = try openOutput(options, relays[index]) } catch { first = first ?? error }
    }
    do { _ = try openOutput(options, .metrologyLED) } catch { first = first ?? error }
    do { try endDisplay(options) } catch { first = first ?? error }
    if let first { throw first }
  }

  private static func endDisplay(_ options: Options) throws(MissingDevice) {
    var display = try openDisplay(options)
    do throws(LinuxFailure) { try display.end() } catch {
      throw MissingDevice(
        path: options.display.place ?? options.gpio, failure: error,
        advice: "the display cannot be written: see its wires and --display-i2c")
    }
  }

  static func openOutput(
    _ options: Options, _ line: ReferenceBoard.Line, _ level: Level = .low
  ) throws(MissingDevice) -> LinuxOutput {
    let place = options.line(line)
    do throws(LinuxFailure) {
      return try LineNames.open(place.name, place.number) { name throws(LinuxFailure) in
        try LinuxOutput(chip: options.gpio, line: name, level: level)
      }
    } catch {
      throw MissingDevice(
        path: "\(options.gpio) line \(place.number)", failure: error,
        advice: error.advice(
          "name the chip of the meter's lines with --gpio",
          group: "add this user to the group gpio"))
    }
  }

  private static func openSupply(
    _ options: Options
  ) throws(MissingDevice) -> SupplyHardware<LinuxOutput, LinuxInput, LinuxClock>? {
    guard options.converter.hasSupplyRelays else { return nil }
    let set = try openOutput(options, .disconnectSet)
    let reset = try openOutput(options, .disconnectReset)
    let feedback = try openInput(options, .disconnectFeedback)
    let loadControl = try openOutput(options, .loadControl, .high)
    return SupplyHardware(
      relay: LatchingRelay(set: set, reset: reset, pause: LinuxClock()), feedback: feedback,
      loadControl: loadControl)
  }

  static func openInput(
    _ options: Options, _ line: ReferenceBoard.Line, isPulledUp: Bool = false
  ) throws(MissingDevice) -> LinuxInput {
    let place = options.line(line)
    do throws(LinuxFailure) {
      return try LineNames.open(place.name, place.number) { name throws(LinuxFailure) in
        try LinuxInput(chip: options.gpio, line: name, isPulledUp: isPulledUp)
      }
    } catch {
      throw MissingDevice(
        path: "\(options.gpio) line \(place.number)", failure: error,
        advice: error.advice(
          "name the chip of the meter's lines with --gpio",
          group: "add this user to the group gpio"))
    }
  }

  static func openRadio(_ options: Options) throws(MissingDevice) -> LinuxSerialPort {
    do throws(LinuxFailure) {
      return try LinuxSerialPort(path: options.radio.path, options.radio.settings)
    } catch {
      let advice: StaticString =
        error.kind == .notSupported
        ? "where it has no RTS and CTS, open it without them: --radio-flow none"
        : "enable the UART, or name the radio's with --radio"
      throw MissingDevice(
        path: options.radio.path, failure: error,
        advice: error.advice(advice, group: "add this user to the group dialout"))
    }
  }
}
