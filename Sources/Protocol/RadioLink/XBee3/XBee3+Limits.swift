// SPDX-License-Identifier: Apache-2.0

extension XBee3 {
  /// Every queue, retry and wait of the driver.
  public enum Limits {
    /// Events nobody has taken; a further message is dropped and counted.
    public static let eventsMax = 8
    /// Messages that await their transmit status; a further one is refused.
    public static let outstandingMax = 8
    /// Unit: bytes that await the UART; a message that does not fit is refused.
    public static let outputBytesMax = 1024
    /// AT commands queued behind the one under way.
    public static let requestsMax = 4
    /// How often one AT command is sent before the start-up begins anew.
    public static let attemptsMax = 3
    /// How long the module may take to answer an AT command.
    public static let replyMilliseconds: UInt64 = 1_000
    /// How long the module may take to tell a message's fate; then it is `noStatus`. The
    /// extended timeout of the stack stays below.
    public static let statusMilliseconds: UInt64 = 30_000
    /// The first wait before the start-up begins anew; it doubles.
    public static let backoffFirstMilliseconds: UInt64 = 500
    /// The longest wait: short enough to be back within a minute of a fault's end.
    public static let backoffLastMilliseconds: UInt64 = 16_000
    /// How often AI is asked before the parameters are looked at again.
    public static let associationPollsMax = 20
    /// The first wait between two looks at AI; it doubles.
    public static let pollFirstMilliseconds: UInt64 = 250
    /// The longest wait between two looks at AI.
    public static let pollLastMilliseconds: UInt64 = 4_000
    /// How many times in a row the start-up begins without one frame from the module before its
    /// owner is asked to reset it; doubles with each time asked.
    public static let silentStartUpsFirst = 2
    /// The most of them.
    public static let silentStartUpsLast = 16
    /// How long messages under way may delay leaving the network.
    public static let leaveMilliseconds: UInt64 = 1_000
    /// How often the strength of received messages is asked for, at most.
    public static let strengthMilliseconds: UInt64 = 10_000
    /// Unit: bytes that APS encryption takes from the payload. Source: [Digi 90001539] frame 0x11.
    public static let encryptionBytes = 4
    /// How often a module in a network is asked whether it still is.
    public static let watchMilliseconds: UInt64 = 20_000
  }
}
