// SPDX-License-Identifier: Apache-2.0

import Drivers
import Firmware
import HardwareInterface
import Ledger
import LinuxHardware
import MeterBoard
import Parameters
import Quantities

/// Rights, clock and store.
extension Doctor {
  /// 2026-01-01T00:00:00Z: no clock that is set is earlier. Unit: milliseconds.
  private static let earliestMilliseconds: Int64 = 1_767_225_600_000

  mutating func examineMachine() {
    do throws(LinuxFailure) {
      try LinuxMachine.checkRealTime(priority: 40)
      add(.well, "rights: samples may be read in real time")
    } catch {
      add(.less, "rights: \(error.text): give it CAP_SYS_NICE, or samples may be lost")
    }
    do throws(LinuxFailure) {
      try LinuxProgram.lockMemory()
      add(.well, "rights: memory may be locked")
    } catch {
      add(.less, "rights: \(error.text): give it CAP_IPC_LOCK, or samples may be lost")
    }
    var clock = LinuxClock()
    let isSet = clock.utc().map { $0.milliseconds >= Self.earliestMilliseconds } ?? false
    if !isSet {
      add(.less, "clock: not set: intervals are marked until the radio or the system sets it")
    } else if LinuxMachine.isClockSynchronised {
      add(.well, "clock: set, and kept by another one")
    } else {
      add(.less, "clock: set, and kept by no other: start systemd-timesyncd or chrony")
    }
    if let watchdog = options.watchdog { examineWatchdog(watchdog) }
  }

  /// It is not opened: that would start it.
  private mutating func examineWatchdog(_ path: String) {
    if !LinuxMachine.has(path) {
      add(.less, "\(path): no such device: load its driver, or a program that hangs stays")
    } else if !LinuxMachine.mayWrite(path) {
      add(.less, "\(path): not permitted: let this user write it, or a program that hangs stays")
    } else {
      add(.well, "\(path): a watchdog")
    }
  }

  mutating func examineStore() {
    examine(options.store, StoreMap.capacity, "--store", "the registers")
    if let staging = options.staging {
      examine(staging, FirmwareSlot.capacity, "--staging", "the image of an upgrade")
    }
    guard LinuxMachine.has(options.store) else { return }
    examineParameters()
  }

  /// A file that is there, or room for it.
  private mutating func examine(
    _ path: String, _ capacity: Int, _ option: StaticString, _ content: StaticString
  ) {
    do throws(LinuxFailure) {
      if LinuxMachine.has(path) {
        _ = try FileBlockStore(path: path, capacity: capacity)
        add(.well, "\(path): \(content)")
      } else if try LinuxMachine.room(for: path) >= capacity {
        add(.well, "\(path): room for \(content), which are not there yet")
      } else {
        throw LinuxFailure(.noSpace)
      }
    } catch {
      let advice: StaticString =
        error.kind == .busy
        ? "stop the meter that runs: systemctl stop lastmeter" : "name another file with"
      let name: StaticString = error.kind == .busy ? "" : option
      add(.missing, "\(path): \(error.text): \(advice) \(name)")
    }
  }

  /// The store is opened by this program now, so that nobody else writes it.
  private mutating func examineParameters() {
    do throws(LinuxFailure) {
      var file = try FileBlockStore(path: options.store, capacity: StoreMap.capacity)
      var head: SteppedStoreQueue<MB85RC256V<LinuxI2CTarget>>?
      // One that does not answer is told with the buses.
      do throws(MissingDevice) { head = try Board.openFRAM(options) } catch { head = nil }
      let known = KnownParameters(head: &head, file: &file)
      var start = ParameterStart(options.converter)
      start.read(&file, known)
      if let trouble = start.trouble {
        add(.missing, "\(options.store): \(trouble)")
      } else if let mark = start.mark {
        add(.well, "\(options.store): parameters \(mark.counter) are in force")
      } else {
        add(.less, "\(options.store): no sealed parameters: the meter is not calibrated")
      }
    } catch {}
  }
}
