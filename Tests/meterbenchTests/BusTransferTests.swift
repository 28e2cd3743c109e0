// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Testing

@testable import meterbench

@Suite("The transfers of a board in a virtual machine")
struct BusTransferTests {
  /// What Board/Image/busforward.c prints as its example, the length left out.
  static let example: [UInt8] = [
    0x07, 0x00, 0x02, 0x00, 0x40, 0x42, 0x0F, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x50, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x10, 0x50, 0x00, 0x01, 0x00, 0x02, 0x00,
  ]

  @Test("The example of the format is a write and a read, and its answer has the bytes read")
  func meaning() throws {
    let transfer = try #require(BusTransfer(Self.example))
    #expect(transfer.sequence == 7)
    #expect(transfer.startNanoseconds == 1_000_000)
    #expect(
      transfer.messages == [.write([0x00, 0x10], address: 0x50), .read(2, address: 0x50)])
    #expect(
      transfer.answer(.success([0xAA, 0xBB])) == [6, 0, 0, 0, 7, 0, 0, 0, 0xAA, 0xBB])
    #expect(transfer.answer(.failure(.notAcknowledged)) == [4, 0, 0, 0, 7, 0, 6, 0])
  }

  @Test("A request cut short anywhere, or with a byte too many, is none")
  func lengths() {
    for count in Self.example.indices { #expect(BusTransfer(Array(Self.example[..<count])) == nil) }
    #expect(BusTransfer(Self.example + [0]) == nil)
  }

  @Test("No messages, 43 messages, flags other than of a read and 8,193 bytes are no request")
  func limits() {
    for (offset, value) in [(2, 0), (2, 43), (14, 2), (25, 0x21)] as [(Int, UInt8)] {
      var bytes = Self.example
      bytes[offset] = value
      #expect(BusTransfer(bytes) == nil, "byte \(offset)")
    }
  }

  @Test("The memory answers at its address, keeps its bytes over a restart, and says what it is")
  func memory() {
    let chips = BusChips()
    func carryOut(_ messages: BusTransfer.Message...) -> Result<[UInt8], BusFailure> {
      chips.carryOut(BusTransfer(sequence: 1, startNanoseconds: 5, messages: messages))
    }
    #expect(carryOut(.write([0x00, 0x10, 0xAA], address: 0x50)) == .success([]))
    chips.restarted()
    #expect(
      carryOut(.write([0x00, 0x10], address: 0x50), .read(1, address: 0x50)) == .success([0xAA]))
    #expect(
      carryOut(.write([0xA0], address: 0x7C), .read(3, address: 0x7C))
        == .success([0x00, 0xA5, 0x10]))
    #expect(carryOut(.read(1, address: 0x28)) == .failure(.notAcknowledged))
    #expect(
      carryOut(.read(1, address: 0x50), .read(1, address: 0x50)) == .failure(.notSupported))
  }

  @Test("The mains go on between two reads as long as the board's clock does, over a restart too")
  func phase() {
    let load = ChangeableLoad(voltage: 230, current: 5, lagDegrees: 0)
    let chips = BusChips(converterOf: load, seed: 1)
    func sample(at milliseconds: UInt64) -> Int {
      let transfer = BusTransfer(
        sequence: 1, startNanoseconds: milliseconds * 1_000_000,
        messages: [.read(2, address: 0x28)])
      guard case .success(let bytes) = chips.carryOut(transfer) else { return -1 }
      return Int(bytes[0]) << 8 | Int(bytes[1])
    }
    let first = sample(at: 100)
    // Half a period apart, two samples are as far above the bias as below it.
    let both = first + sample(at: 110)
    #expect(abs(sample(at: 120) - first) <= 2)
    let peak = sample(at: 125)
    #expect(abs(peak + sample(at: 135) - both) <= 4)
    #expect(abs(peak - first) > 500, "a quarter of a period apart")
    _ = sample(at: 145)
    chips.restarted()
    // The restart takes no time: the next transfer begins when the last one ended.
    #expect(abs(sample(at: 3) - peak) <= 10)
  }
}
