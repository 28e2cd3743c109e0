// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files of this repository.
enum Repository {
  /// The top folder, three steps above this file.
  static let top = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Everything that git tracks and that is there.
  static let tracked: [String] = git(["ls-files"]).filter { exists($0) }

  /// Files that git neither tracks nor ignores.
  static let untracked: [String] = git(["ls-files", "--others", "--exclude-standard"])

  /// Swift, C, linker scripts and shell.
  static let sources: [SourceText] = tracked.filter(isSource).map(read)

  /// Sources and documents.
  static let texts: [SourceText] = tracked.filter { isSource($0) || $0.hasSuffix(".md") }.map(read)

  /// The manifest, which is the architecture diagram.
  static let manifest = Manifest(read("Package.swift").text)

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: top.appending(path: path).path)
  }

  static func isExecutable(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: top.appending(path: path).path)
  }

  static func read(_ path: String) -> SourceText {
    SourceText(path, (try? String(contentsOf: top.appending(path: path), encoding: .utf8)) ?? "")
  }

  private static func isSource(_ path: String) -> Bool {
    let isCommand =
      path.hasPrefix("Board/") && !path.dropFirst(6).contains(where: { "./".contains($0) })
    return isCommand || path == ".ci/run"
      || [".swift", ".c", ".h", ".sh", ".ld"].contains(where: path.hasSuffix)
  }

  /// What `Board/test --list` prints.
  static let stages: [String] = lines(of: [top.appending(path: "Board/test").path, "--list"])

  private static func git(_ arguments: [String]) -> [String] {
    lines(of: ["git", "-c", "safe.directory=*", "-C", top.path] + arguments)
  }

  private static func lines(of command: [String]) -> [String] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = output
    guard (try? process.run()) != nil else { return [] }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
