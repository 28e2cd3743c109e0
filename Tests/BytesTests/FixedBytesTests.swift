// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

private func contents<let capacity: Int>(_ bytes: FixedBytes<capacity>) -> [UInt8] {
  (0..<bytes.count).map { bytes[$0] }
}

@Suite struct FixedBytesTests {
  @Test("It starts empty and takes bytes up to its capacity")
  func fills() {
    var bytes = FixedBytes<2>()
    #expect(bytes.count == 0)
    #expect(!bytes.isFull)
    let taken = [bytes.append(7), bytes.append(8), bytes.append(9)]
    #expect(taken == [true, true, false])
    #expect(bytes.isFull)
    #expect(contents(bytes) == [7, 8])
  }

  @Test("Several bytes are taken all or none", arguments: [(0, true), (2, true), (3, false)])
  func several(count: Int, fits: Bool) {
    var bytes = FixedBytes<3>()
    bytes.append(1)
    let more = [UInt8](repeating: 5, count: count)
    let taken = bytes.append(more.span)
    #expect(taken == fits)
    #expect(contents(bytes) == (fits ? [1] + more : [1]))
  }

  @Test("The span shows what it holds, not its room")
  func span() {
    var bytes = FixedBytes<4>()
    bytes.append(1)
    bytes.append(2)
    let (count, first, last) = (bytes.span.count, bytes.span[0], bytes.span[1])
    #expect(count == 2)
    #expect(first == 1)
    #expect(last == 2)
  }

  @Test("After removal it is empty and takes its capacity again")
  func removal() {
    var bytes = FixedBytes<1>()
    bytes.append(1)
    bytes.removeAll()
    #expect(bytes.count == 0)
    let taken = bytes.append(2)
    #expect(taken)
    #expect(contents(bytes) == [2])
  }

  @Test("No capacity: always full and empty")
  func none() {
    var bytes = FixedBytes<0>()
    #expect(bytes.isFull)
    let (taken, count) = (bytes.append(1), bytes.span.count)
    #expect(!taken)
    #expect(count == 0)
  }
}
