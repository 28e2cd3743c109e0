// SPDX-License-Identifier: Apache-2.0

import Bytes
import Parameters
import SimulatedHardware
import Testing
import randomsettings

@Suite("Parameter block: random settings")
struct PropertyTests {
  @Test("Random settings become bytes and the same settings again", arguments: 0..<600)
  func roundTrip(seed: UInt64) throws {
    var random = RandomSettings(seed: seed)
    let settings = random.next()
    let note: Comment = "seed \(seed)"
    #expect(settings.keyOutOfRange == nil, note)
    let counter = random.bits()
    let block = try settings.block(counter: counter)
    let read = try SealedParameters(block.span)
    expectSame(read.settings, settings, note)
    #expect(read.mark.counter == counter, note)
    #expect(array(try read.settings.block(counter: counter).span) == array(block.span), note)
  }

  @Test("Random bytes of a right hash and checksum are never taken for other settings")
  func noise() {
    for seed in UInt64(0)..<4_000 {
      var random = SplitMix64(seed: seed)
      let changed = Golden.fullBlock.sections.randomElement(using: &random)?.tag ?? 1
      let block = Golden.fullBlock.changing(changed) {
        let index = Int.random(in: $0.indices, using: &random)
        $0[index] = UInt8.random(in: 0...255, using: &random)
      }
      let bytes = block.bytes
      guard let read = try? SealedParameters(bytes.span) else { continue }
      let again = (try? read.settings.block(counter: block.counter)).map { array($0.span) }
      #expect(again == bytes, "seed \(seed)")
    }
  }
}
