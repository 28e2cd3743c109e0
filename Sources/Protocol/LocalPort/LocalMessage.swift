// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A message on its way out, made line by line from one set of readings.
///
/// The readings are kept, not the text: they take less memory than the longest message, and a
/// readout can be told again as it was.
struct LocalMessage: Sendable {
  enum Form: Sendable {
    /// The first line alone.
    case bare
    /// `/` … `!` and a CRC.
    case telegram
    /// STX … `!`, ETX and a block check.
    case readout
  }

  private enum Step: Sendable, Equatable {
    case head
    case row(Int, tariff: Int)
    case tail
    case end
  }

  private let form: Form
  private let head: LocalLine
  private let readings: LocalReadings
  private var step = Step.head
  private var line = LocalLine()
  private var offset = 0
  private var crc = CRC16ARC()
  private var blockCheck = BlockCheck()

  init(_ form: Form, head: LocalLine, _ readings: LocalReadings = LocalReadings()) {
    (self.form, self.head, self.readings) = (form, head, readings)
    makeLine()
  }

  /// Whether all of it was taken.
  var isAtEnd: Bool { step == .end && offset == line.count }

  /// The next bytes as the UART wants them, at most as many as the line has left.
  func next(atMost count: Int) -> FixedBytes<64> {
    var bytes = FixedBytes<64>()
    for index in 0..<min(count, min(line.count - offset, 64)) {
      let byte = line[offset + index]
      bytes.append(form == .telegram ? byte : EvenParity.encoded(byte))
    }
    return bytes
  }

  /// Goes on past bytes that `next` gave.
  mutating func drop(_ count: Int) {
    offset += min(max(count, 0), line.count - offset)
    while offset == line.count, step != .end { makeLine() }
  }

  /// Begins again, with the same readings.
  mutating func restart() {
    (step, crc, blockCheck) = (.head, CRC16ARC(), BlockCheck())
    makeLine()
  }

  private mutating func makeLine() {
    offset = 0
    line.removeAll()
    switch step {
    case .head:
      line = head
      // The block check begins after STX.
      check(from: form == .readout ? 1 : 0)
      step = form == .bare ? .end : .row(0, tariff: 0)
    case .row(let row, let tariff):
      makeLine(of: row, tariff)
      check(from: 0)
    case .tail:
      makeTail()
      step = .end
    case .end: break
    }
  }

  private mutating func makeLine(of index: Int, _ tariff: Int) {
    let row = OBISTable.rows[index]
    let language: LocalLanguage = form == .telegram ? .p1 : .readout
    line = row.line(tariff: tariff, of: readings, in: language) ?? LocalLine()
    if tariff + 1 < row.linesMax {
      step = .row(index, tariff: tariff + 1)
    } else {
      step = index + 1 < OBISTable.rows.count ? .row(index + 1, tariff: 0) : .tail
    }
  }

  private mutating func makeTail() {
    if form == .telegram {
      line.append("!")
      check(from: 0)
      line.append(capitalHexadecimal: UInt8(truncatingIfNeeded: crc.value >> 8))
      line.append(capitalHexadecimal: UInt8(truncatingIfNeeded: crc.value))
      line.append("\r\n")
    } else {
      line.append("!\r\n")
      line.append(ControlCharacter.etx)
      check(from: 0)
      line.append(blockCheck.value)
    }
  }

  private mutating func check(from first: Int) {
    for index in first..<max(first, line.count) {
      crc.update(line[index])
      blockCheck.update(line[index])
    }
  }
}
