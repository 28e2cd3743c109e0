// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a file is, by its ending.
enum RecordKind {
  case comtrade
  case recording

  init(_ path: String) throws(BenchError) {
    switch (path as NSString).pathExtension.lowercased() {
    case "cfg", "dat": self = .comtrade
    case "recording": self = .recording
    case "cff":
      throw BenchError(
        .usage, path, "combined .cff files are not read", advice: "save it as .cfg and .dat")
    default:
      throw BenchError(
        .usage, path, "its ending does not say what it is",
        advice: "known are .cfg, .dat and .recording")
    }
  }
}

extension RecordKind {
  /// A file that is read: where there is none, that is the first to know.
  init(input path: String) throws(BenchError) {
    do throws(BenchError) {
      try self.init(path)
    } catch {
      if FileManager.default.fileExists(atPath: path) { throw error }
      throw BenchError(.noInput, path, "there is no such file")
    }
  }
}

extension RecordingFile {
  /// Loads a recording, or a COMTRADE record brought into that form.
  init(loading path: String, _ wishes: ChannelWishes = ChannelWishes()) throws(BenchError) {
    switch try RecordKind(input: path) {
    case .recording:
      try wishes.checkUnused(path)
      self.init(file: path, bytes: try Files.read(path, most: RecordingFile.bytesMax))
    case .comtrade:
      let record = try COMTRADERecord(path, wishes)
      try self.init(Waveform(record, wishes), file: path)
      notes = record.leftOut.map { ["\(path): \($0)"] } ?? []
    }
  }
}

extension Waveform {
  /// Loads a COMTRADE record by the name of its .cfg or its .dat file.
  init(loadingCOMTRADE path: String, _ wishes: ChannelWishes) throws(BenchError) {
    try self.init(COMTRADERecord(path, wishes), wishes)
  }

  /// Brings a COMTRADE record into the meter's form.
  init(_ record: COMTRADERecord, _ wishes: ChannelWishes) throws(BenchError) {
    try self.init(record.configuration, record.selection, record.table, wishes)
  }
}
