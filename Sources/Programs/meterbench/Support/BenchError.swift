// SPDX-License-Identifier: Apache-2.0

/// What went wrong at the bench, where, and what to do next.
struct BenchError: Error, Equatable, CustomStringConvertible {
  /// The exit code. Source: sysexits.h of 4.3BSD.
  enum Kind: Int32 {
    case usage = 64
    case dataFormat = 65
    case noInput = 66
    case unavailable = 69
    case software = 70
    case cannotCreate = 73
    case inputOutput = 74
  }

  /// A place in a file, as an editor or a hex viewer counts it.
  enum Place: Equatable {
    /// 1 is the first.
    case line(Int)
    /// 0 is the first.
    case byte(Int)
  }

  var kind: Kind
  var file: String
  var place: Place?
  var what: String
  var advice: String?

  init(
    _ kind: Kind, _ file: String, at place: Place? = nil, _ what: String,
    advice: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.place = place
    self.what = what
    self.advice = advice
  }

  /// Something is wrong in what the file holds.
  init(_ file: String, at place: Place? = nil, _ what: String, advice: String? = nil) {
    self.init(.dataFormat, file, at: place, what, advice: advice)
  }

  /// One line without the program's name.
  var description: String {
    var text = file
    switch place {
    case .line(let number): text += ": line \(number)"
    case .byte(let offset): text += ": byte \(offset)"
    case nil: break
    }
    text += ": \(what)"
    if let advice { text += " (\(advice))" }
    return text
  }
}
