// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The rules applied to this repository.
@Suite struct HouseTests {
  @Test("git lists the sources")
  func sourcesAreFound() {
    #expect(Repository.sources.count > 20)
    #expect(Repository.sources.contains { $0.path == "Package.swift" })
  }

  @Test("No file has more than 300 lines, no table more than 500")
  func fileSizes() { #expect(Repository.sources.flatMap(Rules.fileSize) == []) }

  @Test("No function has more than 50 lines")
  func functionSizes() { #expect(Repository.sources.flatMap(Rules.functionSize) == []) }

  @Test("No line has more than 100 characters")
  func lineLengths() { #expect(Repository.sources.flatMap(Rules.lineLength) == []) }

  @Test("Each source has its licence line")
  func licences() { #expect(Repository.sources.flatMap(Rules.licence) == []) }

  @Test("No text leaves work over, names a machine's paths or a package registry")
  func words() { #expect(Repository.texts.flatMap(Rules.words) == []) }

  @Test("No name says nothing")
  func names() { #expect(Repository.sources.flatMap(Rules.names) == []) }

  @Test("The manifest names every target once, and each uses only names written above it")
  func manifestOrder() {
    let names = Repository.manifest.declarations.map(\.name)
    #expect(names.count > 20)
    #expect(Set(names).count == names.count)
    #expect(Repository.manifest.usesFromBelow == [])
  }

  @Test("Below the host programs a file imports only what its target may use")
  func imports() {
    let manifest = Repository.manifest
    #expect(Repository.sources.flatMap { Rules.imports($0, manifest) } == [])
  }

  @Test("Unsafe code lives in LinuxHardware, in Tests/Support and in the host programs")
  func unsafeCode() { #expect(Repository.sources.flatMap(Rules.unsafeCode) == []) }

  @Test("No source file is empty or a placeholder")
  func emptiness() { #expect(Repository.sources.flatMap(Rules.emptiness) == []) }

  @Test("git tracks every file that it does not ignore")
  func untracked() { #expect(Repository.untracked == []) }

  @Test("Every folder of the manifest is there, and every test target holds a test")
  func testTargets() {
    for declaration in Repository.manifest.declarations {
      #expect(Repository.exists(declaration.folder), "\(declaration.folder)")
      guard declaration.isTest else { continue }
      let files = Repository.sources.filter { $0.path.hasPrefix(declaration.folder + "/") }
      #expect(files.contains { $0.code.contains("@Test") }, "\(declaration.name) has no test")
    }
  }

  @Test("The top of the repository holds only what the design says")
  func topLevel() { #expect(Rules.top(Repository.tracked) == []) }

  @Test("Board/README.md has a row for each stage of Board/test, in its order, and each has a file")
  func stages() {
    #expect(Repository.stages.contains("tidy"))
    #expect(Rules.stages(in: Repository.read("Board/README.md")) == Repository.stages)
    for stage in Repository.stages {
      #expect(Repository.exists("Board/Stages/\(stage).sh"), "\(stage)")
    }
  }

  @Test("The README names commands, and each of them exists")
  func readme() {
    let commands = Rules.commands(in: Repository.read("README.md"))
    #expect(commands.contains(.script("Board/run")))
    #expect(commands.contains(.script("Board/test")))
    for command in commands { #expect(exists(command), "\(command)") }
  }

  private func exists(_ command: Rules.Command) -> Bool {
    switch command {
    case .script(let path): return Repository.isExecutable(path)
    case .program(let name, let subcommand):
      guard let target = Repository.manifest.declaration(name) else { return false }
      guard name == "meterbench", let subcommand else { return true }
      let files = Repository.sources.filter { $0.path.hasPrefix(target.folder + "/") }
      return files.contains {
        $0.text.contains("commandName: \"\(subcommand)\"")
          || $0.text.contains("struct \(subcommand.capitalized): ")
      }
    }
  }
}
