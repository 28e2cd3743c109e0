// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Quantities

/// Who watches that the meter goes on: the service manager, and a watchdog device. What either does
/// not take is said once, until it takes something again: the meter measures all the same.
struct SignsOfLife: ~Copyable {
  private let path: String
  private var manager = ServiceNotifier()
  private var watchdog: LinuxWatchdog?
  private var clock = LinuxClock()
  private var isManagerDeaf = false
  private var isWatchdogDeaf = false

  init(watchdog path: String?) {
    self.path = path ?? ""
    guard let path else { return }
    do throws(LinuxFailure) { watchdog = try LinuxWatchdog(path: path) } catch {
      let advice: StaticString =
        error.kind == .notPermitted
        ? "let this user write it" : "load its driver, or name another with --watchdog"
      LinuxProgram.complain(
        "meterd: \(path): \(error.text): nobody ends this program if it hangs: \(advice)")
    }
  }

  mutating func begin() {
    manager.ready()
    noteManager()
  }

  mutating func goesOn() {
    let now = clock.now()
    manager.lives(at: now)
    noteManager()
    do throws(LinuxFailure) {
      if try watchdog?.feed(at: now) == true { isWatchdogDeaf = false }
    } catch {
      if !isWatchdogDeaf { complain(error, "it is not fed, and resets the machine within 15 s") }
      isWatchdogDeaf = true
    }
  }

  mutating func end() {
    manager.stopping()
    noteManager()
    do throws(LinuxFailure) { try watchdog.take()?.stop() } catch {
      complain(error, "it runs on, and resets the machine within 15 s: start the meter again")
    }
  }

  private mutating func noteManager() {
    if let failure = manager.failure, !isManagerDeaf {
      var line = LogLine("meterd: NOTIFY_SOCKET: ")
      line.append(failure.text)
      line.append(": the service manager does not hear of this meter, and may start it again")
      LinuxProgram.complain(line)
    }
    isManagerDeaf = manager.failure != nil
  }

  private func complain(_ failure: LinuxFailure, _ result: StaticString) {
    var line = LogLine("meterd: ")
    line.append(text: path)
    line.append(": ")
    line.append(failure.text)
    line.append(": ")
    line.append(result)
    LinuxProgram.complain(line)
  }
}
