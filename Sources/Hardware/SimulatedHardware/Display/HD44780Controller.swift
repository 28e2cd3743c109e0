// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities

/// The controller's registers and memories, and its bus interface.
struct HD44780Controller {
  private(set) var faults: [SimulatedHD44780.Fault] = []
  var isConnected = true
  private(set) var isLit = false
  private(set) var isOn = false
  private(set) var charactersWritten = 0
  private(set) var glyphs = [UInt8](repeating: 0, count: 64)

  private var memory = [UInt8](repeating: 0x20, count: 128)
  private var levels: [SimulatedHD44780.Pin: Level] = [:]
  private var enableRose: Instant?
  private var busyUntil: Instant
  private var isEightBit = true
  private var upperNibble: UInt8?
  private var resets = 0
  private var isTwoLine = false
  private var address: UInt8 = 0
  private var isGlyphAddress = false
  private var isIncrementing = true

  /// The internal reset keeps the controller busy for 10 ms after the supply has come.
  init(powerUp: Instant) {
    busyUntil = powerUp.adding(milliseconds: 10)
  }

  var lines: [String] {
    [0x00, 0x40, 0x14, 0x54].map { start in
      String((0..<20).map { isOn ? HD44780Glyphs.character(memory[start + $0]) : " " })
    }
  }

  mutating func set(_ pin: SimulatedHD44780.Pin, _ level: Level, at now: Instant) {
    let before = levels[pin] ?? .low
    levels[pin] = level
    guard before != level else { return }
    switch pin {
    case .backlight: isLit = level == .high
    case .e: if level == .high { rise(at: now) } else { fall(at: now) }
    case .rw where level == .high: faults.append(.readWriteHigh)
    default: if levels[.e] == .high, enableRose != nil { faults.append(.unstable) }
    }
  }

  /// All pins have been high since the supply came: a read that is under way, with no rise of E.
  mutating func raiseAll() {
    for pin: SimulatedHD44780.Pin in [.rs, .rw, .e, .d4, .d5, .d6, .d7, .backlight] {
      levels[pin] = .high
    }
    isLit = true
  }

  private mutating func rise(at now: Instant) {
    if let last = enableRose, now.since(last) < 1000 {
      faults.append(.shortCycle(nanoseconds: now.since(last)))
    }
    enableRose = now
  }

  private mutating func fall(at now: Instant) {
    // A read that began with the supply ends, and writes nothing.
    guard let enableRose else { return }
    let width = now.since(enableRose)
    if width < 450 { faults.append(.shortEnable(nanoseconds: width)) }
    if now < busyUntil {
      faults.append(.busy(at: now))
      return
    }
    let nibble = bit(.d4, 0) | bit(.d5, 1) | bit(.d6, 2) | bit(.d7, 3)
    if isEightBit {
      // the open lines D0 to D3 are pulled up inside the controller
      take(nibble << 4 | 0x0F, at: now)
    } else if let upper = upperNibble {
      upperNibble = nil
      take(upper << 4 | nibble, at: now)
    } else {
      upperNibble = nibble
    }
  }

  private func bit(_ pin: SimulatedHD44780.Pin, _ place: UInt8) -> UInt8 {
    levels[pin] == .high ? 1 << place : 0
  }

  private mutating func take(_ byte: UInt8, at now: Instant) {
    var microseconds: UInt64 = 41  // 37 µs, and 4 µs until the address has moved
    if levels[.rs] == .high {
      write(byte)
    } else if byte < 0x04 {
      if byte >= 0x02 { home() } else { clear() }
      microseconds = 1520
    } else {
      instruct(byte)
      if byte & 0xF0 == 0x30, resets < 3 {
        resets += 1
        microseconds = resets == 1 ? 4100 : resets == 2 ? 100 : 41
      }
    }
    busyUntil = Instant(nanoseconds: now.nanoseconds + microseconds * 1000)
  }

  private mutating func instruct(_ byte: UInt8) {
    switch byte {
    case 0x80...: setAddress(byte & 0x7F, isGlyph: false)
    case 0x40...: setAddress(byte & 0x3F, isGlyph: true)
    case 0x20...:
      isEightBit = byte & 0x10 != 0
      if !isEightBit { isTwoLine = byte & 0x08 != 0 }
    case 0x10...: shift(byte)
    case 0x08...: isOn = byte & 0x04 != 0
    default:
      isIncrementing = byte & 0x02 != 0
      if byte & 0x01 != 0 { faults.append(.unsupported(byte)) }
    }
  }

  private mutating func shift(_ byte: UInt8) {
    if byte & 0x08 != 0 { faults.append(.unsupported(byte)) } else { step(byte & 0x04 != 0) }
  }

  private mutating func setAddress(_ value: UInt8, isGlyph: Bool) {
    address = value
    isGlyphAddress = isGlyph
  }

  private mutating func clear() {
    memory = [UInt8](repeating: 0x20, count: 128)
    isIncrementing = true
    home()
  }

  private mutating func home() { setAddress(0, isGlyph: false) }

  private mutating func write(_ byte: UInt8) {
    if isGlyphAddress {
      glyphs[Int(address & 0x3F)] = byte & 0x1F
    } else {
      memory[Int(address)] = byte
      charactersWritten += 1
    }
    step(isIncrementing)
  }

  private mutating func step(_ isForward: Bool) {
    if isGlyphAddress {
      address = (isForward ? address &+ 1 : address &- 1) & 0x3F
      return
    }
    switch (address, isForward, isTwoLine) {
    case (0x27, true, true): address = 0x40
    case (0x67, true, true), (0x4F, true, false): address = 0x00
    case (0x40, false, true): address = 0x27
    case (0x00, false, _): address = isTwoLine ? 0x67 : 0x4F
    default: address = (isForward ? address &+ 1 : address &- 1) & 0x7F
    }
  }
}

/// What the codes of character ROM A00 look like.
///
/// - Source: [HD44780U] table 4.
enum HD44780Glyphs {
  static func character(_ code: UInt8) -> Character {
    switch code {
    case 0x01: "§"  // the slot in which the driver draws the mark of legal values
    case 0x00...0x0F: "▯"  // another glyph of CGRAM
    case 0x5C: "¥"
    case 0x7E: "→"
    case 0x7F: "←"
    case 0x20...0x7D: Character(UnicodeScalar(code))
    case 0xDF: "°"
    case 0xE4: "µ"
    case 0xF4: "Ω"
    case 0xFD: "÷"
    case 0xFF: "█"
    default: "�"
    }
  }
}
