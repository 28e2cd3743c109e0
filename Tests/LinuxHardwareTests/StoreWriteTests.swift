// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import HardwareInterface
import Testing

@testable import LinuxHardware

@Suite struct StoreWriteTests {
  /// Ten bytes at an offset of 100, written by a call that plays the kernel.
  private static func write(_ kernel: clinux_write_at) -> Int32 {
    let bytes = [UInt8](repeating: 1, count: 10)
    return clinux_store_write_by(kernel, -1, 100, bytes, bytes.count)
  }

  @Test("A write of which a part is taken goes on with the rest")
  func oneShortWrite() {
    let result = Self.write { _, _, count, offset in
      if offset == 100 { return 4 }
      return offset == 104 && count == 6 ? 6 : -1
    }
    #expect(result == 0)
  }

  @Test("A second short write is a short write, also one that takes nothing")
  func twoShortWrites() {
    let second = Self.write { _, _, count, offset in
      offset == 100 ? 4 : offset == 104 ? 3 : count
    }
    let nothing = Self.write { _, _, _, _ in 0 }
    #expect(second == -CLINUX_SHORT_WRITE && nothing == -CLINUX_SHORT_WRITE)
  }

  @Test("The rest of a short write says why", arguments: [ENOSPC, EDQUOT, EIO, EROFS])
  func reason(code: Int32) {
    // The descriptor is not used: the offset tells the calls apart, errno is told by the test.
    let calls: [Int32: clinux_write_at] = [
      ENOSPC: { _, _, _, offset in offset == 100 ? 4 : failing(ENOSPC) },
      EDQUOT: { _, _, _, offset in offset == 100 ? 4 : failing(EDQUOT) },
      EIO: { _, _, _, offset in offset == 100 ? 4 : failing(EIO) },
      EROFS: { _, _, _, offset in offset == 100 ? 4 : failing(EROFS) },
    ]
    #expect(calls[code].map { Self.write($0) } == -code)
  }

  @Test("A full device says so")
  func fullDevice() throws {
    let file = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let bytes: [UInt8] = [1, 2, 3]
    let result = clinux_store_write(file.fileDescriptor, 0, bytes, bytes.count)
    try file.close()
    #expect(result == -ENOSPC)
    #expect(LinuxFailure.general(Int(result)).storeFailureKind == .noSpace)
  }

  @Test(
    "An errno of a store has its kind",
    arguments: [
      (ENOSPC, StoreFailureKind.noSpace), (EDQUOT, .noSpace), (EROFS, .readOnly),
      (EPERM, .readOnly),
      (EIO, .inputOutput), (ETIMEDOUT, .inputOutput), (ENODEV, .inputOutput), (EFBIG, .other),
      (EINVAL, .other), (EBADF, .other),
    ])
  func kinds(code: Int32, kind: StoreFailureKind) {
    #expect(LinuxFailure.general(-Int(code)).storeFailureKind == kind)
  }

  @Test("An I2C bus that fails is a store whose device fails")
  func busKinds() {
    for code in [ENXIO, EREMOTEIO, EAGAIN, ETIMEDOUT] {
      #expect(LinuxFailure.onI2C(-Int(code)).storeFailureKind == .inputOutput)
    }
  }
}

/// What a call returns that fails.
private func failing(_ code: Int32) -> Int {
  errno = code
  return -1
}
