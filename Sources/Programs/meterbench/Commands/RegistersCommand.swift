// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bytes
import Ledger
import Meter

/// `meterbench ledger registers`.
struct RegistersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registers",
    abstract: "Print the registers that a meter would go on from.",
    discussion: """
      One line of integers, each with what is left below it: that of `meterbench replay --exact` \
      for the recording that `meterd --record` made, where both have the same bits. Exit code: 65 \
      where the file is no store, or its registers cannot be known, 66 where there is no such file.
      """)

  @Argument(help: "The meter's store, a file or a copy of one.", completion: .file())
  var store: String

  func run() throws {
    try reporting {
      let registers = try StoreFile.registers(store)
      let line = registers.exactLine.span
      try Terminal.print(String(decoding: line.indices.map { line[$0] }, as: UTF8.self))
    }
  }
}

extension StoreFile {
  /// What a start would find.
  static func registers(_ path: String) throws(BenchError) -> Registers {
    let bytes = try read(path)
    let store = bytes.span
    let (restored, _) = Ledger.restore(
      slotA: slot(.a, store), slotB: slot(.b, store),
      journal: store.extracting(StoreMap.journalOffset..<StoreMap.headOffset))
    switch restored {
    case .registers(let registers, _): return registers
    case .firstStart, .firstSaveTorn:
      throw BenchError(
        path, "no registers were saved in it", advice: "let the meter run for a while")
    case .fault(let fault):
      throw BenchError(path, "its registers cannot be known: \(fault)", advice: "take another copy")
    }
  }

  @_lifetime(copy store)
  private static func slot(_ slot: Slot, _ store: Span<UInt8>) -> Span<UInt8> {
    store.extracting(slot.offset..<slot.offset + SlotFormat.length)
  }
}
