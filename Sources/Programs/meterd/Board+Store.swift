// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Firmware
import HardwareInterface
import Ledger
import LinuxHardware
import LocalPort
import Meter
import MeterBoard
import Parameters

/// Where the meter keeps what it keeps, and where it is read on site.
extension Board {
  /// Files are written by the storekeeper's thread.
  typealias File = LinuxStorekeeper<FileBlockStore>
  /// The FRAM, which is quick, is written by the main loop, a part a pass.
  typealias Store = HeadedStoreQueue<SteppedStoreQueue<MB85RC256V<LinuxI2CTarget>>, File>

  /// Opens the store and lets parameters come into force, before any line but the seal's is
  /// touched: they say where the lines are.
  static func openStore(
    _ options: inout Options, _ start: inout ParameterStart
  ) throws(MissingDevice) -> Store {
    var head = try openFRAM(options)
    var file: FileBlockStore
    do throws(LinuxFailure) {
      file = try FileBlockStore(path: options.store, capacity: StoreMap.capacity)
    } catch {
      throw MissingDevice(
        path: options.store, failure: error,
        advice: error.advice(
          "make its folder, or name a file for the registers with --store",
          group: "run this as the meter's user, or name a file of your own with --store"))
    }
    start.read(&file, KnownParameters(head: &head, file: &file))
    options.lines = start.lines
    var isSealOpen = false
    do throws(MissingDevice) { isSealOpen = try sealLevel(options) == .low } catch {
      // Where the meter does not start anyway, it says both.
      guard start.trouble != nil else { throw error }
      LinuxProgram.complain("meterd: \(error.text)")
    }
    start.decide(options.parameters, in: &file, isSealOpen: isSealOpen) { lines in
      Self.sealTrouble(options, lines)
    }
    options.lines = start.lines
    return Store(head: head, tail: try startStorekeeper(file, options.store))
  }

  /// The calibration seal's, and no other line is touched; nil where it does not say.
  private static func sealLevel(_ options: Options) throws(MissingDevice) -> Level? {
    var seal = try openInput(options, .calibrationSeal, isPulledUp: true)
    return try? seal.level()
  }

  private static func sealTrouble(_ options: Options, _ lines: LineTable) -> String? {
    var moved = options
    moved.lines = lines
    do throws(MissingDevice) {
      return try sealLevel(moved) == nil ? "its line does not say its level" : nil
    } catch { return error.text }
  }

  private static func startStorekeeper(
    _ file: consuming FileBlockStore, _ path: String
  ) throws(MissingDevice) -> File {
    do throws(LinuxFailure) { return try File(file) } catch {
      throw MissingDevice(
        path: path, failure: error,
        advice: "the thread that writes it cannot be started: free memory and descriptors")
    }
  }

  /// The slots for other firmware, on the thread of the meter's own file, which goes before.
  static func openStaging(
    _ options: Options, _ firmware: inout FirmwareState, after file: borrowing File
  ) throws(MissingDevice) -> File? {
    guard let path = options.staging else { return nil }
    do throws(LinuxFailure) {
      var slots = try FileBlockStore(path: path, capacity: FirmwareSlot.capacity)
      firmware = FirmwareState(
        in: &slots, running: options.slot, version: Version.number, options.upgradeKey)
      return try File(slots, after: file)
    } catch {
      throw MissingDevice(
        path: path, failure: error, advice: "name a file that this user may write with --staging")
    }
  }

  static func openFRAM(
    _ options: Options
  ) throws(MissingDevice) -> SteppedStoreQueue<MB85RC256V<LinuxI2CTarget>>? {
    guard let path = options.fram else { return nil }
    do throws(LinuxFailure) {
      let target = try LinuxI2CTarget(path: path, address: MB85RC256VMemory.addresses.lowerBound)
      var chip = MB85RC256V(target)
      do throws(MB85RC256VError<LinuxFailure>) { try chip.check() } catch {
        if case .bus(let failure) = error { throw failure }
        throw LinuxFailure(.notSupported)
      }
      return SteppedStoreQueue(chip, partBytes: MB85RC256VLimits.partBytes)
    } catch {
      throw MissingDevice(
        path: path, failure: error,
        advice: error.advice(
          "no MB85RC256V answers at address 0x50: name its bus with --fram",
          group: "add this user to the group i2c"))
    }
  }

  static func openLocalPort(
    _ options: Options, _ settings: MeterSettings?
  ) throws(MissingDevice) -> LocalPortHardware<LinuxSerialPort, LinuxInput>? {
    guard let path = options.localPort else { return nil }
    let parameters = settings?.localPort ?? Self.localPort(options.localMode)
    var line: LinuxInput?
    do throws(LinuxFailure) {
      if let number = options.localRequest {
        line = try LinuxInput(chip: options.gpio, line: number, isPulledUp: false)
      }
    } catch {
      throw MissingDevice(
        path: "\(options.gpio) line \(options.localRequest ?? "")", failure: error,
        advice: error.advice(
          "name the line on which a reader asks for telegrams with --local-request",
          group: "add this user to the group gpio"))
    }
    do throws(LinuxFailure) {
      let port = try LinuxSerialPort(path: path)
      return LocalPortHardware(port: port, requestLine: line, parameters)
    } catch {
      throw MissingDevice(
        path: path, failure: error,
        advice: error.advice(
          "enable the second UART, or name it with --local-port",
          group: "add this user to the group dialout"))
    }
  }

  private static func localPort(_ mode: LocalPortParameters.Mode) -> LocalPortParameters {
    var identification = FixedBytes<16>()
    identification.append("LASTMETER-1")
    var manufacturer = FixedBytes<3>()
    manufacturer.append("LMT")
    return LocalPortParameters(
      mode: mode, manufacturer: manufacturer, identification: identification)
  }

  /// Bytes that nobody can guess.
  static func keySeed() throws(MissingDevice) -> FixedBytes<32> {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    do throws(LinuxFailure) {
      var span = bytes.mutableSpan
      try LinuxProgram.random(into: &span)
    } catch {
      throw MissingDevice(
        path: "getrandom", failure: error, advice: "the system has no random numbers")
    }
    var seed = FixedBytes<32>()
    seed.append(bytes.span)
    return seed
  }
}
