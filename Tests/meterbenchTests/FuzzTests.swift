// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Testing

@testable import meterbench

/// Cuts, flips, doubles and swaps pieces of bytes.
private func damaged(_ bytes: [UInt8], _ numbers: inout SplitMix64) -> [UInt8] {
  var bytes = bytes
  for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
    let place = Int.random(in: 0..<bytes.count, using: &numbers)
    let end = min(bytes.count, place + Int.random(in: 1...12, using: &numbers))
    switch Int.random(in: 0..<6, using: &numbers) {
    case 0: bytes.removeLast(bytes.count - place)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes[place] = Array("0123456789,.-+eEAD\r\n".utf8).randomElement(using: &numbers) ?? 0
    default: bytes[place] = UInt8.random(in: .min ... .max, using: &numbers)
    }
  }
  return bytes
}

@Suite struct FuzzTests {
  @Test("A damaged COMTRADE record is read or refused, never a crash", arguments: 0..<400)
  func comtrade(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    for (name, cfg, dat) in TypedRecords.all {
      let text = damaged(Array(cfg.utf8), &numbers)
      let samples = Bool.random(using: &numbers) ? damaged(dat, &numbers) : dat
      do throws(BenchError) {
        let waveform = try Waveform(String(decoding: text, as: UTF8.self), samples)
        let file = try RecordingFile(waveform, file: "a")
        let figures = try RecordFigures(file)
        #expect(figures.samples == waveform.sets.count, "\(name), seed \(seed)")
        _ = try COMTRADEWriter(waveform, edition: .year2013, file: "a").samples
      } catch {
        #expect([.dataFormat, .usage].contains(error.kind), "\(name), seed \(seed): \(error)")
        #expect(!error.what.isEmpty)
      }
    }
  }

  @Test("A damaged recording is refused unless it is whole, never a crash", arguments: 0..<400)
  func recording(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    let waveform = try Waveform(TypedRecords.float32, TypedRecords.float32Samples)
    let whole = try RecordingFile(waveform, file: "a").bytes
    let bytes = damaged(whole, &numbers)
    let error = benchError { _ = try RecordFigures(RecordingFile(file: "a", bytes: bytes)) }
    #expect((error == nil) == (bytes == whole), "seed \(seed)")
  }
}
