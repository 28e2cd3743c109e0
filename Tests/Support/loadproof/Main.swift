// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import Quantities

// The run loop of meterd at full load.
//
//   loadproof
//   loadproof hour [--display lines|expander] [--seconds N] [--stall MS] [--idle US] [--alone]
//
// Alone it is what the loop costs, for Board/Stages/load.sh: callgrind counts the instructions of
// `measure`, which plays a minute again that was recorded before. Standard output has the seconds,
// the steps of the run loop in them and what the kernel would have been asked for. Exit code 0; 70
// where the meter joined no network, had a fault, or did not do the same again.
//
// `hour` is whether it loses samples, for Board/Stages/hour.sh: an hour on a clock that passes by
// what keeps the loop. Standard output has the figures; exit code 0; 70 where one of them is not
// what it must be, 64 for wrong usage.

/// Until when the radio joins and all is begun. Unit: seconds.
private let begun: UInt64 = 30
/// Unit: seconds.
private let counted: UInt64 = 60
/// Imax of the board.
private let amperes = 60.0

@main
enum Main {
  static func main() throws {
    let words = CommandLine.arguments.dropFirst()
    guard let mode = words.first else { return try playMinute() }
    guard mode == "hour", let options = HourOptions(words.dropFirst()) else { exit(64) }
    exit(try Hour.play(options) ? 0 : 70)
  }

  private static func playMinute() throws {
    let bursts = try Bursts(seconds: begun + counted + 2, current: amperes)
    let (room, tape) = (Room(), Tape())
    var recorded = try LoadBench.make(bursts) { TapedPort(recording: room.module, tape, $0) }
    recorded.warmUp(until: begun + counted, room)
    var played = try LoadBench.make(bursts) { TapedPort(playing: tape, $0) }
    played.warmUp(until: begun, nil)
    let before = Snapshot(played.calls)
    let steps = played.measure(until: begun + counted, nil)
    let calls = Snapshot(played.calls)
    let (one, other) = (recorded.registers.energyImport, played.registers.energyImport)
    guard recorded.isJoined, played.isJoined, one == other, room.readings > Int(counted),
      recorded.faults == 0, played.faults == 0
    else {
      print("joined \(played.isJoined) readings \(room.readings) faults \(played.faults)")
      exit(70)
    }
    print("seconds \(counted)\nsteps \(steps)\nreadings \(room.readings)")
    print("lines \(calls.lines - before.lines)\npauses \(calls.pauses - before.pauses)")
    print("ports \(calls.ports - before.ports)\nwaits \(calls.waits - before.waits)")
    print("store \(calls.storeWrites - before.storeWrites)\nbursts \(bursts.count(counted))")
    print("calls \(calls.all - before.all + bursts.count(counted))")
  }
}

/// The counts of one moment.
private struct Snapshot {
  let lines, pauses, ports, waits, storeWrites, all: Int

  init(_ calls: Calls) {
    (lines, pauses, ports) = (calls.lines, calls.pauses, calls.ports)
    (waits, storeWrites, all) = (calls.waits, calls.storeWrites, calls.all)
  }
}

extension Bursts {
  /// How many bursts there are in so many seconds.
  fileprivate func count(_ seconds: UInt64) -> Int {
    bursts.count { $0.start.nanoseconds < seconds * 1_000_000_000 }
  }
}
