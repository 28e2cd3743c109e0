// SPDX-License-Identifier: Apache-2.0

// What a sample set costs, for Board/benchmark: the metrology alone, on the host and on a
// Cortex-M4, and the whole meter at its fastest on the host.

import Bytes
import CSemihosting
import Meter
import Metrology
import Quantities

// Exit codes [BSD sysexits.h].
private let exitUsage: Int32 = 64
private let exitSoftware: Int32 = 70
private let exitInputOutput: Int32 = 74

/// At most so many sets, so that the counter of ticks does not run over.
private let setsMax = 1_000_000
/// Sets of one run of the converter.
private let setsPerRun = 1_000

@main
enum Main {
  static func main() {
    guard let argument = proof_argument() else { usage() }
    switch argument[0] {
    case CChar(bitPattern: UInt8(ascii: "s")): saySizes()
    #if !hasFeature(Embedded)
      case CChar(bitPattern: UInt8(ascii: "h")): sayHour()
    #endif
    default:
      guard let count = wholeNumber(argument), count % setsPerRun == 0 else { usage() }
      run(count)
    }
    proof_exit(0)
  }

  /// Bytes of state.
  private static func saySizes() {
    say("stream ", Int64(MemoryLayout<SampleStream>.size))
    say("element ", Int64(MemoryLayout<MeasuringElement>.size))
    say("meter ", Int64(MemoryLayout<Meter>.size))
  }

  /// Measures so many sets; the ticks are those of the emulated machine.
  private static func run(_ count: Int) {
    let record = SyntheticRecord()
    var sink = CountingSink()
    let before: UInt32
    let after: UInt32
    // Not `try?`: an optional of it is copied, and optimising that for the Cortex-M4 does not end.
    do throws(FrontEndError) {
      var stream = try SampleStream(SyntheticRecord.frontEnd)
      before = proof_ticks()
      measure(count, of: record, with: &stream, into: &sink)
      after = proof_ticks()
    } catch { proof_exit(exitSoftware) }
    say("sets ", Int64(count))
    say("blocks ", sink.blocks)
    say("microwatts ", sink.microwatts)
    say("microwatt_hours ", Int64(truncatingIfNeeded: sink.energy.raw >> 64))
    say("ticks ", Int64(after &- before))
  }

  /// What Board/benchmark counts: it is found by its name.
  @inline(never)
  private static func measure(
    _ count: Int, of record: borrowing SyntheticRecord, with stream: inout SampleStream,
    into sink: inout CountingSink
  ) {
    for run in 0..<count / setsPerRun {
      let first = run * setsPerRun % SyntheticRecord.setsCount
      let start = UInt64(run * setsPerRun) * SyntheticRecord.setNanoseconds
      let end = start + UInt64(setsPerRun) * SyntheticRecord.setNanoseconds
      stream.add(
        record.sets.span.extracting(first..<first + setsPerRun),
        SampleStamp(start: Instant(nanoseconds: start), end: Instant(nanoseconds: end)),
        into: &sink)
    }
  }

  private static func wholeNumber(_ text: UnsafePointer<CChar>) -> Int? {
    var value = 0
    var index = 0
    while text[index] != 0 {
      let digit = Int(text[index]) - Int(UInt8(ascii: "0"))
      guard digit >= 0, digit <= 9 else { return nil }
      value = value * 10 + digit
      index += 1
      guard value <= setsMax else { return nil }
    }
    return index == 0 ? nil : value
  }

  static func say(_ name: StaticString, _ value: Int64) {
    var line = FixedBytes<80>()
    line.append(name)
    line.append(decimal: value)
    line.append(UInt8(ascii: "\n"))
    write(line.span)
  }

  static func stop(_ code: Int32, _ text: StaticString) -> Never {
    var line = FixedBytes<160>()
    line.append(text)
    write(line.span)
    proof_exit(code)
  }

  private static func write(_ text: Span<UInt8>) {
    let result = text.withUnsafeBufferPointer { proof_write($0.baseAddress, $0.count) }
    if result != 0 { proof_exit(exitInputOutput) }
  }

  private static func usage() -> Never {
    stop(
      exitUsage, "usage: metrologybench SETS|sizes|hour    (SETS in thousands, at most 1000000)\n")
  }
}
