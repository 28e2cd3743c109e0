// SPDX-License-Identifier: Apache-2.0

public import Quantities

extension UTC {
  /// Reads `YYYY-MM-DDTHH:MM:SS[.mmm]Z`; nil for anything else and for a time that is none.
  ///
  /// - Range: years 1970 to 9999; no leap second.
  public init?(written text: Span<UInt8>) {
    let isShort = text.count == 20
    guard isShort || text.count == 24, text[text.count - 1] == UInt8(ascii: "Z"),
      Self.hasMarks(text), isShort || text[19] == UInt8(ascii: "."),
      let year = Self.number(text, 0..<4),
      let month = Self.number(text, 5..<7), let day = Self.number(text, 8..<10),
      let hour = Self.number(text, 11..<13), let minute = Self.number(text, 14..<16),
      let second = Self.number(text, 17..<19), hour < 24, minute < 60, second < 60,
      let milliseconds = isShort ? 0 : Self.number(text, 20..<23),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
    self.init(milliseconds: seconds * 1_000 + milliseconds)
  }

  /// Whether the marks between the numbers are in their places.
  private static func hasMarks(_ text: Span<UInt8>) -> Bool {
    let (dash, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
    return text[4] == dash && text[7] == dash && text[10] == UInt8(ascii: "T")
      && text[13] == colon && text[16] == colon
  }

  private static func number(_ text: Span<UInt8>, _ places: Range<Int>) -> Int64? {
    var value: Int64 = 0
    for place in places {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[place] else { return nil }
      value = value * 10 + Int64(text[place] - UInt8(ascii: "0"))
    }
    return value
  }
}
