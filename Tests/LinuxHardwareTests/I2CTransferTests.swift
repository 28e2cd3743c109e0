// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import Testing

/// What the shim answers before a bus is asked, and of a device that is none.
@Suite struct I2CTransferTests {
  private static func transfer(_ descriptor: Int32, _ count: Int, _ answerCount: Int) -> Int32 {
    let bytes = [UInt8](repeating: 0, count: count)
    var answer = [UInt8](repeating: 0, count: answerCount)
    return clinux_i2c_write_read(descriptor, 0x50, bytes, count, &answer, answerCount)
  }

  @Test("A write joined to a read of a device that is no bus is refused")
  func noBus() throws {
    let file = try #require(FileHandle(forUpdatingAtPath: "/dev/null"))
    #expect(Self.transfer(file.fileDescriptor, 2, 3) == -ENOTTY)
    #expect(Self.transfer(file.fileDescriptor, 8192, 8192) == -ENOTTY)
    try file.close()
    #expect(Self.transfer(-1, 2, 3) == -EBADF)
  }

  @Test("A message above 8,192 bytes is not sent", arguments: [(8193, 1), (1, 8193)])
  func tooLong(count: Int, answerCount: Int) {
    #expect(Self.transfer(-1, count, answerCount) == -EMSGSIZE)
  }
}
