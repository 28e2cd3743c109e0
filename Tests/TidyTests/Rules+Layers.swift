// SPDX-License-Identifier: Apache-2.0

extension Rules {
  /// Host-only folders: Foundation and unsafe code may appear here.
  static let hostFolders = ["Sources/Programs/meterbench/", "Sources/Programs/metergateway/"]
  /// Where unsafe code may live beside the host programs.
  static let unsafeFolders = [
    "Sources/Hardware/LinuxHardware/", "Sources/Hardware/CLinux/", "Tests/Support/",
    "Tests/LinuxHardwareTests/",
  ]
  /// Where Foundation may be imported beside the host programs and the tests.
  static let foundationFolders = ["Sources/Hardware/SimulatedHardware/"]
  /// Modules of the toolchain that are no libraries.
  static let toolchainModules: Set<String> = ["Synchronization"]

  /// Imports of a file under Sources that its target may not have.
  static func imports(_ source: SourceText, _ manifest: Manifest) -> [String] {
    guard source.path.hasSuffix(".swift"), source.path.hasPrefix("Sources/") else { return [] }
    let isHost = hostFolders.contains(where: source.path.hasPrefix)
    if isHost { return [] }
    let target = manifest.declarations.first { source.path.hasPrefix($0.folder + "/") }
    guard let target else { return ["\(source.path): belongs to no target"] }
    var allowed = Set(target.uses).union(toolchainModules)
    if foundationFolders.contains(where: source.path.hasPrefix) { allowed.insert("Foundation") }
    return importedModules(source).filter { !allowed.contains($0) }
      .map { "\(source.path): imports \($0)" }
  }

  static func importedModules(_ source: SourceText) -> [String] {
    source.code.split(separator: "\n").compactMap { line in
      let words = line.split { !$0.isLetter && !$0.isNumber && !"_@".contains($0) }
      guard let index = words.firstIndex(of: "import") else { return nil }
      let before = words[..<index]
      guard before.allSatisfy({ $0.hasPrefix("@") || accessLevels.contains(String($0)) }) else {
        return nil
      }
      let after = words[(index + 1)...].drop { declarationKinds.contains(String($0)) }
      return after.first.map(String.init)
    }
  }

  private static let accessLevels: Set<String> = [
    "public", "package", "internal", "private", "fileprivate",
  ]
  private static let declarationKinds: Set<String> = [
    "struct", "class", "enum", "func", "protocol", "typealias", "var", "let",
  ]

  /// Unsafe code outside its folders.
  static func unsafeCode(_ source: SourceText) -> [String] {
    guard source.path.hasSuffix(".swift") else { return [] }
    if (hostFolders + unsafeFolders).contains(where: source.path.hasPrefix) { return [] }
    return source.code.matches(of: /\w*[U]nsafe\w*|[^\w][u]nsafe[^\w]|[U]nmanaged|@[u]nchecked/)
      .map { "\(source.path): \($0.output)" }
  }

  /// A source file that holds nothing.
  static func emptiness(_ source: SourceText) -> [String] {
    if source.path.hasSuffix("/Placeholder.swift") { return ["\(source.path): a placeholder"] }
    let isEmpty = source.code.allSatisfy { $0.isWhitespace }
    return isEmpty ? ["\(source.path): holds nothing"] : []
  }
}
