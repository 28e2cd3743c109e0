// SPDX-License-Identifier: Apache-2.0

import Drivers
import Firmware
import HardwareInterface
import LinuxHardware
import Meter
import MeterBoard

/// A part of the board that cannot be opened.
struct MissingDevice: Error {
  let path: String
  let failure: LinuxFailure
  let advice: StaticString

  var text: String { "\(path): \(failure.text): \(advice)" }
}

/// Opens the reference board on Linux. The first device that is missing is named.
enum Board {
  typealias Hardware = MeterHardware<
    LinuxSampler<ConverterReader<LinuxI2CTarget, LinuxClock>>, LinuxOutput, Display, LinuxInput,
    LinuxSerialPort, Store, LinuxStorekeeper<FileBlockStore>, LinuxClock
  >

  static func open(
    _ options: Options, _ start: inout ParameterStart
  ) throws(MissingDevice) -> Hardware {
    let converter = try openConverter(options)
    let display = try openDisplay(options)
    let reset = try openOutput(options, .radioReset, .high)
    let radio = XBee3Module(port: try openRadio(options), reset: reset, pause: LinuxClock())
    let metrologyLED = try openOutput(options, .metrologyLED)
    let supply = try openSupply(options)
    var seal = try openInput(options, .calibrationSeal, isPulledUp: true)
    let isSealOpen = (try? seal.level()) == .low
    let store = try openStore(options, &start, isSealOpen: isSealOpen)
    let sampler = try startSampler(converter, options)
    let powerFail = try openInput(options, .powerFail, isPulledUp: true)
    watch(powerFail, sampler)
    var hardware = Hardware(
      source: sampler, display: display, radio: radio, metrologyLED: metrologyLED, store: store,
      keySeed: try keySeed(), clock: LinuxClock())
    hardware.supply = consume supply
    hardware.pageButton = try openInput(options, .pageButton, isPulledUp: true)
    hardware.calibrationSeal = consume seal
    hardware.cover = try openInput(options, .coverSwitch, isPulledUp: true)
    hardware.magnetSensor = try openInput(options, .magnetSensor, isPulledUp: true)
    hardware.powerFail = consume powerFail
    hardware.localPort = try openLocalPort(options, start.settings)
    if let path = options.staging {
      hardware.staging = try openStaging(path, &hardware.firmware, options)
    }
    return hardware
  }

  /// The supply holds 100 ms after PF, a run of samples takes up to 184.
  private static func watch(
    _ line: borrowing LinuxInput,
    _ sampler: borrowing LinuxSampler<ConverterReader<LinuxI2CTarget, LinuxClock>>
  ) {
    do throws(LinuxFailure) { try sampler.watch(line) } catch {
      LinuxProgram.complain(
        "meterd: a supply that fails is noticed late, after the run of samples: \(error.text)")
    }
  }

  static func openStaging(
    _ path: String, _ firmware: inout FirmwareState, _ options: Options
  ) throws(MissingDevice) -> LinuxStorekeeper<FileBlockStore> {
    do throws(LinuxFailure) {
      var file = try FileBlockStore(path: path, capacity: FirmwareSlot.capacity)
      firmware = FirmwareState(
        in: &file, running: options.slot, version: Version.number,
        options.upgradeKey)
      return try LinuxStorekeeper(file)
    } catch {
      throw MissingDevice(
        path: path, failure: error, advice: "name a file that this user may write with --staging")
    }
  }

  /// Whether the board is there: the bus, an AD7991 on it, the GPIO chip, a display behind an
  /// expander, and the radio's UART.
  static func probe(_ options: Options) throws(MissingDevice) {
    _ = try openConverter(options)
    _ = try openOutput(options, .metrologyLED)
    try checkDisplay(options)
    _ = try openRadio(options)
  }

  /// Leaves no coil under current, no light on and no figures on the display, whoever ended how.
  static func makeSafe(_ options: Options) throws(MissingDevice) {
    _ = try openOutput(options, .disconnectSet)
    _ = try openOutput(options, .disconnectReset)
    _ = try openOutput(options, .metrologyLED)
    var display = try openDisplay(options)
    do throws(LinuxFailure) { try display.end() } catch {
      throw MissingDevice(
        path: options.display.place ?? options.gpio, failure: error,
        advice: "the display cannot be written: see its wires and --display-i2c")
    }
  }

  static func openConverter(
    _ options: Options
  ) throws(MissingDevice) -> AD7991<LinuxI2CTarget> {
    do throws(LinuxFailure) {
      var target = try LinuxI2CTarget(path: options.i2c, address: ReferenceBoard.converterAddress)
      try check(&target)
      return try AD7991(target, bias: ReferenceBoard.bias)
    } catch {
      let advice: StaticString =
        switch error.kind {
        case .noSuchDevice: "enable I2C (raspi-config), or name the metering bus with --i2c"
        case .notPermitted: "add this user to the group i2c"
        default: "no AD7991 answers at address 0x28 on the metering bus"
        }
      throw MissingDevice(path: options.i2c, failure: error, advice: advice)
    }
  }

  /// Memory is locked before the thread gets its stack. A meter without these rights still runs,
  /// and says which is missing: it may then lose samples on a busy machine.
  private static func startSampler(
    _ converter: consuming AD7991<LinuxI2CTarget>, _ options: Options
  ) throws(MissingDevice) -> LinuxSampler<ConverterReader<LinuxI2CTarget, LinuxClock>> {
    do throws(LinuxFailure) { try LinuxProgram.lockMemory() } catch {
      LinuxProgram.complain(
        "meterd: memory is not locked: \(error.text): give it the right CAP_IPC_LOCK")
    }
    do throws(LinuxFailure) {
      let sampler = try LinuxSampler(ConverterReader(converter, clock: LinuxClock()))
      if !sampler.isRealTime {
        LinuxProgram.complain(
          "meterd: samples are read at normal priority: give it the right CAP_SYS_NICE")
      }
      if let processor = options.processor { try sampler.pin(to: processor) }
      return sampler
    } catch {
      throw MissingDevice(
        path: options.i2c, failure: error,
        advice: "the thread that reads it cannot be started, or there is no processor of --cpu")
    }
  }

  /// Every conversion of an AD7991 starts with two zero bits [AD7991 Rev. B, table 13].
  private static func check(_ target: inout LinuxI2CTarget) throws(LinuxFailure) {
    var conversion: InlineArray<2, UInt8> = [0xFF, 0xFF]
    var bytes = conversion.mutableSpan
    try target.read(into: &bytes)
    guard conversion[0] & 0xC0 == 0 else { throw LinuxFailure(.notSupported) }
  }

  static func openOutput(
    _ options: Options, _ line: ReferenceBoard.Line, _ level: Level = .low
  ) throws(MissingDevice) -> LinuxOutput {
    do throws(LinuxFailure) {
      return try LineNames.open(line) { name throws(LinuxFailure) in
        try LinuxOutput(chip: options.gpio, line: name, level: level)
      }
    } catch {
      throw MissingDevice(
        path: "\(options.gpio) line \(line.rawValue)", failure: error,
        advice: "name the chip with the display's lines with --gpio")
    }
  }

  private static func openSupply(
    _ options: Options
  ) throws(MissingDevice) -> SupplyHardware<LinuxOutput, LinuxInput, LinuxClock> {
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
    do throws(LinuxFailure) {
      return try LineNames.open(line) { name throws(LinuxFailure) in
        try LinuxInput(chip: options.gpio, line: name, isPulledUp: isPulledUp)
      }
    } catch {
      throw MissingDevice(
        path: "\(options.gpio) line \(line.rawValue)", failure: error,
        advice: "name the chip with the display's lines with --gpio")
    }
  }

  static func openRadio(_ options: Options) throws(MissingDevice) -> LinuxSerialPort {
    do throws(LinuxFailure) {
      return try LinuxSerialPort(path: options.radio, .init(flowControl: true))
    } catch {
      throw MissingDevice(
        path: options.radio, failure: error,
        advice: "enable the UART (raspi-config), or name the radio's UART with --radio")
    }
  }
}
