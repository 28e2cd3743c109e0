// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
import Quantities
import Recording

/// Writes what a meter says as lines of integers, for comparison to the bit.
struct ReplayOutput<Sink: LineSink & ~Copyable>: MeterOutput, ~Copyable {
  var sink: Sink
  private var blocks: Int64 = 0
  private var transmitted = Digest()
  private var shown = Digest()
  private var saves: Int64 = 0

  init(_ sink: consuming Sink) {
    self.sink = sink
  }

  mutating func measured(_ block: BlockFigures) {
    blocks += 1
    var line = FixedBytes<320>()
    line.field("block ", blocks)
    line.field(" voltage_uV ", block.voltage.microvolts)
    line.field(" current_uA ", block.current.microamperes)
    line.field(" power_uW ", block.activePower.microwatts)
    line.field(" apparent_uVA ", block.apparentPower.microvoltamperes)
    line.field(" factor ", (block.powerFactor?.millionths).map(Int64.init))
    line.field(" frequency_uHz ", block.frequency?.microhertz)
    line.field(" dc_uV ", block.voltageDC.microvolts)
    line.field(" dc_uA ", block.currentDC.microamperes)
    line.field(" range ", Int64(block.range.rawValue))
    line.field(" ns ", block.nanoseconds)
    sink.line(line.span)
  }

  mutating func transmit(_ bytes: Span<UInt8>) {
    transmitted.add(bytes)
  }

  mutating func show(_ screen: TextScreen) {
    for row in 0..<TextScreen.rows {
      for column in 0..<TextScreen.columns { shown.add(screen[row, column]) }
    }
  }

  mutating func save(_ registers: Registers) {
    saves += 1
  }

  /// The registers and all that went out, at the end.
  mutating func sayEnd(_ meter: borrowing Meter) {
    let registers = meter.registers
    var line = FixedBytes<320>()
    line.field("registers import_uWh ", registers.energyImport.microwattHours)
    line.residual(registers.energyImport.residual)
    line.field(" export_uWh ", registers.energyExport.microwattHours)
    line.residual(registers.energyExport.residual)
    line.field(" gap_ns ", Int64(clamping: registers.gapNanoseconds))
    line.field(" saves ", saves)
    sink.line(line.span)
    line.removeAll()
    line.field("output radio_bytes ", transmitted.count)
    line.append(" crc ")
    line.append(hexadecimal: transmitted.crc.value)
    line.field(" display_bytes ", shown.count)
    line.append(" crc ")
    line.append(hexadecimal: shown.crc.value)
    sink.line(line.span)
  }

  /// Why the replay ended early.
  mutating func say(_ error: ReplayError) {
    var line = FixedBytes<320>()
    switch error {
    case .recording(let error):
      line.append("error: the recording is damaged at byte ")
      line.append(decimal: Int64(error.byte))
    case .frontEnd:
      line.append("error: the recording's front end is out of range")
    }
    sink.line(line.span)
  }
}

/// How many bytes there were, and their CRC-32.
private struct Digest {
  private(set) var count: Int64 = 0
  private(set) var crc = CRC32()

  mutating func add(_ byte: UInt8) {
    count += 1
    crc.update(byte)
  }

  mutating func add(_ bytes: Span<UInt8>) {
    count += Int64(bytes.count)
    crc.update(bytes)
  }
}

extension FixedBytes<320> {
  fileprivate mutating func field(_ name: StaticString, _ value: Int64?) {
    append(name)
    if let value { append(decimal: value) } else { append("-") }
  }

  fileprivate mutating func residual(_ value: UInt64) {
    append(" residual ")
    append(hexadecimal: value)
  }
}
