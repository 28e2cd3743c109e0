// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware

/// A line of the GPIO chip; that of a display is one of the simulated display.
struct BusyLine: DigitalOutput, DigitalInput {
  let processor: Processor
  var display: SimulatedHD44780Line?

  mutating func set(_ level: Level) throws(LineFault) {
    processor.call()
    try display?.set(level)
  }

  mutating func level() throws(LineFault) -> Level {
    processor.call()
    return .high
  }

  mutating func nextChange() throws(LineFault) -> LevelChange? {
    processor.call()
    return nil
  }
}

/// A chip on the second bus: each message keeps the main loop for the SCL periods that the chip
/// counts, and for a call of the kernel.
struct BusyTarget<Chip: I2CTarget>: I2CTarget {
  let processor: Processor
  var chip: Chip

  var readBytesMax: Int { chip.readBytesMax }

  mutating func write(_ bytes: Span<UInt8>) throws(Chip.Failure) {
    processor.call()
    try chip.write(bytes)
  }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Chip.Failure) {
    processor.call()
    try chip.read(into: &bytes)
  }

  mutating func write(
    _ bytes: Span<UInt8>, reading answer: inout MutableSpan<UInt8>
  ) throws(Chip.Failure) {
    processor.call()
    try chip.write(bytes, reading: &answer)
  }
}

/// Whoever reads the local port.
final class PortReader {
  private(set) var telegrams = 0

  /// A telegram ends with `!` and its checksum [DSMR P1 5.0.2]; no line of it has another `!`.
  func hear(_ byte: UInt8) { if byte == UInt8(ascii: "!") { telegrams += 1 } }
}

/// A UART: the radio's, or the local port's.
struct BusyPort: SerialPort, ~Copyable {
  typealias Failure = EtherPort.Failure

  private let processor: Processor
  private var radio: EtherPort?
  private let reader: PortReader?

  init(_ processor: Processor, radio module: EtherModule) {
    self.processor = processor
    radio = EtherPort(module)
    reader = nil
  }

  init(_ processor: Processor, reader: PortReader) {
    self.processor = processor
    radio = nil
    self.reader = reader
  }

  mutating func write(_ bytes: Span<UInt8>) throws(Failure) -> Int {
    processor.call()
    for index in bytes.indices { reader?.hear(bytes[index]) }
    return try radio?.write(bytes) ?? bytes.count
  }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure) -> Int {
    processor.call()
    return try radio?.read(into: &bytes) ?? 0
  }
}
