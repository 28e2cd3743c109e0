// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink

/// A module whose answers are a table: what it was asked is kept.
struct ScriptedModule {
  var asked: [String] = []
  var values: [String: [UInt8]] = [
    "AI": [0], "AP": [2], "AO": [0x0F], "CE": [0], "ZS": [2], "EE": [1], "EO": [2], "JV": [0],
    "NW": [0, 0], "SC": [0x7F, 0xFF], "ID": [0], "DC": [0, 0], "DJ": [0], "DB": [0x2F],
    "MY": [0x12, 0x34], "SH": [0x00, 0x13, 0xA2, 0x00], "SL": [0x40, 0x52, 0x2B, 0xAA],
    "OI": [0x1A, 0x62], "OP": [1, 2, 3, 4, 5, 6, 7, 8], "CH": [15], "NP": [0x00, 0x54],
  ]
  var statuses: [String: UInt8] = [:]
  var isSilent = false

  /// Answers all that the driver wrote, and notes its commands as "AI" or "ZS=02".
  mutating func serve(_ radio: inout XBee3, at now: Instant) {
    for content in Wire.contents(radio.output()) where content.first == 0x08 {
      let name = String(decoding: content[2..<4], as: UTF8.self)
      let value = content.dropFirst(4)
      asked.append(value.isEmpty ? name : name + "=" + value.map { hex($0) }.joined())
      if !value.isEmpty, values[name] != nil { values[name] = Array(value) }
      if isSilent { continue }
      let answer = value.isEmpty ? values[name] ?? [] : []
      radio.receive([0x88, content[1]] + content[2..<4] + [statuses[name] ?? 0] + answer, at: now)
    }
  }

  private func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + text : text
  }
}

extension XBee3 {
  /// Lets time pass in steps of 50 ms with a module at the other end.
  mutating func run(
    _ module: inout ScriptedModule, from start: UInt64, to end: UInt64
  ) {
    for milliseconds in stride(from: start, through: end, by: 50) {
      let now = Instant.zero.adding(milliseconds: milliseconds)
      tick(at: now)
      module.serve(&self, at: now)
    }
  }

  mutating func events() -> [RadioEvent] {
    var taken: [RadioEvent] = []
    while let event = nextEvent() { taken.append(event) }
    return taken
  }
}

extension XBee3 {
  /// A driver whose module is in a network as 1234.
  static func joined(_ role: XBee3.Role = .router) -> XBee3 {
    var radio = XBee3(role: role)
    var module = ScriptedModule()
    if role == .coordinator {
      module.values["CE"] = [1]
      module.values["MY"] = [0, 0]
    }
    radio.run(&module, from: 0, to: 2_000)
    return radio
  }
}

/// A message to somebody.
func message(to destination: UInt16, _ payload: [UInt8]) -> RadioMessage {
  var message = RadioMessage()
  message.destination = destination
  for byte in payload { message.payload.append(byte) }
  return message
}
