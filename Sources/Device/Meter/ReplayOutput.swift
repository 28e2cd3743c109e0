// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Ledger
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
  private var pulses: Int64 = 0
  private var edges = Digest()

  init(_ sink: consuming Sink) {
    self.sink = sink
  }

  mutating func measured(_ block: BlockFigures) {
    blocks += 1
    var line = FixedBytes<640>()
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
    line.field(" end_ns ", Int64(clamping: block.end.nanoseconds))
    line.field(" flags ", Int64(block.flags.rawValue))
    line.field(" fundamental_uW ", block.fundamental?.activePower.microwatts)
    line.field(" fundamental_uvar ", block.fundamental?.reactivePower.microvars)
    line.field(" fundamental_uV ", block.fundamental?.voltage.microvolts)
    line.field(" fundamental_uA ", block.fundamental?.current.microamperes)
    line.field(" thd_V_ppm ", (block.fundamental?.voltageDistortion?.millionths).map(Int64.init))
    line.field(" thd_A_ppm ", (block.fundamental?.currentDistortion?.millionths).map(Int64.init))
    line.field(" crest_V ", (block.voltageCrestFactor?.thousandths).map(Int64.init))
    line.field(" crest_A ", (block.currentCrestFactor?.thousandths).map(Int64.init))
    sink.line(line.span)
  }

  mutating func occurred(_ event: QualityEvent) {
    var line = FixedBytes<640>()
    switch event {
    case .began(let event): line.event("event began", event)
    case .ended(let event): line.event("event ended", event)
    case .changed(let change):
      line.field("event change start_ns ", Int64(clamping: change.start.nanoseconds))
      line.field(" ns ", change.nanoseconds)
      line.field(" maximum_uV ", change.deltaMaximum.microvolts)
      line.field(" steady_uV ", change.deltaSteady.microvolts)
    }
    sink.line(line.span)
  }

  mutating func pulsed(_ change: TestOutputChange) {
    pulses += change.isOn ? 1 : 0
    for byte in 0..<8 {
      edges.add(UInt8(truncatingIfNeeded: change.instant.nanoseconds >> (8 * byte)))
    }
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
    var line = meter.registers.exactLine
    line.field(" saves ", saves)
    sink.line(line.span)
    line.removeAll()
    line.field("output radio_bytes ", transmitted.count)
    line.append(" crc ")
    line.append(hexadecimal: transmitted.crc.value)
    line.field(" display_bytes ", shown.count)
    line.append(" crc ")
    line.append(hexadecimal: shown.crc.value)
    line.field(" pulses ", pulses)
    line.append(" crc ")
    line.append(hexadecimal: edges.crc.value)
    sink.line(line.span)
  }

  /// Why the replay ended early.
  mutating func say(_ error: ReplayError) {
    var line = FixedBytes<640>()
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

extension Registers {
  /// The totals as integers with their residuals: the same text is the same bits.
  public var exactLine: FixedBytes<640> {
    var line = FixedBytes<640>()
    line.field("registers import_uWh ", energyImport.microwattHours)
    line.residual(energyImport.residual)
    line.field(" export_uWh ", energyExport.microwattHours)
    line.residual(energyExport.residual)
    line.register(" fundamental_import_uWh ", fundamentalActiveImport.value)
    line.register(" fundamental_export_uWh ", fundamentalActiveExport.value)
    line.register(" q1_uvarh ", reactive.quadrantI.value)
    line.register(" q2_uvarh ", reactive.quadrantII.value)
    line.register(" q3_uvarh ", reactive.quadrantIII.value)
    line.register(" q4_uvarh ", reactive.quadrantIV.value)
    line.register(" apparent_import_uVAh ", apparentImport.value)
    line.register(" apparent_export_uVAh ", apparentExport.value)
    line.field(" gap_ns ", Int64(clamping: gapNanoseconds))
    return line
  }
}

extension FixedBytes<640> {
  fileprivate mutating func field(_ name: StaticString, _ value: Int64?) {
    append(name)
    if let value { append(decimal: value) } else { append("-") }
  }

  fileprivate mutating func event(_ name: StaticString, _ event: VoltageEvent) {
    append(name)
    append(event.kind == .dip ? " dip" : " swell")
    field(" start_ns ", Int64(clamping: event.start.nanoseconds))
    field(" ns ", event.nanoseconds)
    field(" extreme_uV ", event.extreme.microvolts)
  }

  fileprivate mutating func register(_ name: StaticString, _ value: Q64_64) {
    field(name, Int64(truncatingIfNeeded: value.raw >> 64))
    residual(UInt64(truncatingIfNeeded: value.raw))
  }

  fileprivate mutating func residual(_ value: UInt64) {
    append(" residual ")
    append(hexadecimal: value)
  }
}
