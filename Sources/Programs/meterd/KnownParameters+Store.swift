// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Ledger
import Meter
import Parameters
import Seal

extension KnownParameters {
  private typealias Copy = InlineArray<1300, UInt8>
  /// Blank places are full of 0x00 or 0xFF: this is neither.
  private static let filler: UInt8 = 0xA5

  /// Reads the state that the meter kept: out of the head where there is one, else out of the file.
  init<Head: StoreQueue & ~Copyable, File: BlockStore & ~Copyable>(
    head: inout Head?, file: inout File
  ) {
    var (copyA, copyB) = (Copy(repeating: 0), Copy(repeating: 0))
    var span = copyA.mutableSpan
    Self.read(&head, &file, StateFormat.offset(.a), &span)
    var spanB = copyB.mutableSpan
    Self.read(&head, &file, StateFormat.offset(.b), &spanB)
    switch StateBlock.restore(copyA: copyA.span, copyB: copyB.span).0 {
    case .none, .firstSaveTorn: self = Self.isNew(&head, &file) ? .never : .unknown
    case .lost: self = .unknown
    case .state(.a, let count, _): self.init(StateFormat.state(copyA.span, count))
    case .state(.b, let count, _): self.init(StateFormat.state(copyB.span, count))
    }
  }

  private init(_ state: Span<UInt8>) {
    let digest = Meter.parameters(inKept: state)
    self = digest.map { $0 == .zero ? .never : .inForce($0) } ?? .unknown
  }

  /// Whether no registers were ever saved.
  private static func isNew<Head: StoreQueue & ~Copyable, File: BlockStore & ~Copyable>(
    _ head: inout Head?, _ file: inout File
  ) -> Bool {
    for slot in [Slot.a, .b] {
      var bytes = InlineArray<64, UInt8>(repeating: 0)
      var span = bytes.mutableSpan
      read(&head, &file, slot.offset, &span)
      guard bytes[0] == 0x00 || bytes[0] == 0xFF else { return false }
      for index in bytes.indices where bytes[index] != bytes[0] { return false }
    }
    return true
  }

  private static func read<Head: StoreQueue & ~Copyable, File: BlockStore & ~Copyable>(
    _ head: inout Head?, _ file: inout File, _ offset: Int, _ bytes: inout MutableSpan<UInt8>
  ) {
    do throws(StoreFailureKind) {
      if try head?.read(at: offset, into: &bytes) != nil { return }
    } catch { return fill(&bytes) }
    do throws(File.Failure) { try file.read(at: offset, into: &bytes) } catch { fill(&bytes) }
  }

  private static func fill(_ bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices { bytes[index] = filler }
  }
}
