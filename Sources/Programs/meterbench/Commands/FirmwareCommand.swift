// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Firmware
import Seal

/// `meterbench firmware`.
struct FirmwareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "firmware",
    abstract: "Sign the firmware of an upgrade, and look at it.",
    subcommands: [
      FirmwareKeyCommand.self, FirmwareSignCommand.self, FirmwareShowCommand.self,
    ])
}

/// `meterbench firmware key`.
struct FirmwareKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Make the secret that signs firmware, or print the public key of one.",
    discussion: """
      The file has the secret: whoever has it can replace the firmware of every meter that was \
      started with its public key, which is printed, for meterd --upgrade-key. Exit code: 65 \
      where the file is no secret, 73 where one cannot be made.
      """)

  @Argument(help: "The file with the secret.", completion: .file())
  var file: String

  @Flag(help: "Draw a new one; a file that is there is left alone.")
  var make = false

  func run() throws {
    try reporting {
      let key = make ? try KeyFile.make(file) : try KeyFile.read(file)
      try Terminal.print(KeyFile.text(key.verifyingKey))
    }
  }
}

/// `meterbench firmware sign`.
struct FirmwareSignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Wrap a program into an image for an upgrade, and sign it.",
    discussion: """
      The image is an OTA file: a ZigBee coordinator offers it as it is, and meterd --install \
      takes it. Exit code: 65 where the program does not fit, 66 where there is none, 73 where the \
      image cannot be written.
      """)

  @Argument(help: "The program: meterd for arm64, as Board/package has it.", completion: .file())
  var program: String

  @Option(help: "The file with the secret.", completion: .file())
  var key: String

  @Option(help: "Its version, as 1.2.3: a meter takes only one that is newer than what it runs.")
  var version: String

  @Option(help: "The image to write.", completion: .file(extensions: ["ota"]))
  var output: String

  func validate() throws {
    guard FirmwareVersion(written: version) != nil else {
      throw ValidationError("--version is three numbers, as 1.2.3, not \(version)")
    }
  }

  func run() throws {
    guard let version = FirmwareVersion(written: version) else { return }
    try reporting {
      try Files.checkApart([program, key], [output])
      let secret = try KeyFile.read(key)
      let image = try FirmwareFile(
        try Files.read(program, most: 1 << 24), version: version, key: secret)
      try Files.write([(output, image.bytes)])
      try Terminal.print("\(output): firmware \(version.text), \(image.bytes.count) bytes")
    }
  }
}

/// `meterbench firmware show`.
struct FirmwareShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Check the image of an upgrade, and print its version.",
    discussion: """
      Exit code: 65 where it is damaged, for another meter, or not signed by this key's owner; 66 \
      where there is no such file.
      """)

  @Argument(help: "The image.", completion: .file())
  var image: String

  @Option(help: "The public key of who has to have signed it; without it nobody looks.")
  var key: String?

  func validate() throws {
    if let key, KeyFile.verifyingKey(key) == nil {
      throw ValidationError("--key is 64 hexadecimal digits, not \(key)")
    }
  }

  func run() throws {
    try reporting {
      let file = try FirmwareFile(reading: image, key: key.flatMap { KeyFile.verifyingKey($0) })
      let signed = key == nil ? "signature not checked" : "signed by this key's owner"
      try Terminal.print(
        "\(image): firmware \(file.version.text), \(file.bytes.count) bytes, \(signed)")
    }
  }
}
