// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxHardware

// Calls the hardware of Linux so often and prints what each call gave, one line each: for a kernel
// that fails as it is told (Tests/Support/faultykernel).
//
//   shimproof SUBJECT [COUNT]

@main
enum Main {
  static let subjects: [String: @Sendable (Int) throws(LinuxFailure) -> Void] = [
    "read": Bus.read, "recover": Bus.recover, "fram": Memory.keep, "write": Bus.write,
    "memory": Memory.transfer, "identity": Memory.identity,
    "long": Bus.long, "byte": Bus.byte, "burst": Bus.burst, "sampler": Bus.sampler,
    "output": Lines.output, "input": Lines.input, "glitch": Edges.glitch,
    "overflow": Edges.overflow, "watch": Edges.watch, "latency": Edges.latency,
    "ready": Edges.ready, "missed": Edges.missed, "name": Lines.name, "again": Lines.again,
    "serial": Port.exchange, "speed": Port.speed, "hang-up": Port.recover, "flow": Port.flow,
    "no-speed": Port.noSpeed,
    "store": File.keep, "reopen": File.reopen, "refused": File.refused,
    "look": File.look,
    "new": Program.new, "map": Program.map, "become": Program.become, "random": Program.random,
    "close": Program.close, "stop": Program.stop,
    "notify": Service.notify, "no-manager": Service.noManager, "period": Service.period,
    "journal": Service.journal, "watchdog": Service.watchdog, "user": Service.user,
    "machine": Machine.ask, "lock": Machine.lock, "real-time": Machine.realTime,
    "thread": Threads.sample, "pin": Threads.pin, "keeper": Threads.keep,
    "no-memory": Threads.noMemory, "pause": Threads.pause, "now": Threads.now,
  ]

  static func main() {
    let words = CommandLine.arguments
    guard words.count > 1, let subject = subjects[words[1]] else {
      print("usage: shimproof \(subjects.keys.sorted().joined(separator: "|")) [COUNT]")
      exit(64)
    }
    say { () throws(LinuxFailure) in
      try subject(words.count > 2 ? Int(words[2]) ?? 1 : 1)
      return nil
    }
  }
}

/// Prints what a call gave: its answer, or the failure's name and the kernel's number.
func say(_ call: () throws(LinuxFailure) -> String?) {
  do throws(LinuxFailure) {
    if let answer = try call() { print(answer) }
  } catch { print("\(error.kind) \(error.code)") }
}
