// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A pty: its master, and the path of its slave. Source: ioctl_tty(2).
struct Pty {
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  let master: Int32
  let path: String

  init() throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0)
    var lock: Int32 = 0
    try #require(ioctl(master, Self.setLock, &lock) == 0)
    var number: Int32 = 0
    try #require(ioctl(master, Self.getNumber, &number) == 0)
    path = "/dev/pts/\(number)"
  }
}
