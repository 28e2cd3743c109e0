// SPDX-License-Identifier: Apache-2.0

/// What the fuzzer runs: the name by which the program was called says which parser.
nonisolated(unsafe) private var parser: Parser?

/// Called once by libFuzzer. Called as `parsers` it prints the name of every parser.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<CChar>>>
) -> Int32 {
  let path = String(cString: arguments.pointee[0])
  let name = path.split(separator: "/").last.map(String.init) ?? path
  if name == "parsers" {
    for name in Parser.names { print(name) }
  } else {
    parser = Parser(name)
    precondition(parser != nil, "no parser of this name")
  }
  return 0
}

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  var source = ByteSource(UnsafeBufferPointer(start: bytes, count: count))
  parser?.play(&source)
  return 0
}
