// SPDX-License-Identifier: Apache-2.0

/// A view of the kernel.
struct KernelWeights: ~Escapable {
  private let nodes: Span<Int32>
  private let slopes: Span<Int16>
  /// The six weights of each of 512 phases.
  let phases: Span<KernelTaps>

  @_lifetime(copy nodes, copy slopes, copy phases)
  init(_ nodes: Span<Int32>, _ slopes: Span<Int16>, _ phases: Span<KernelTaps>) {
    (self.nodes, self.slopes, self.phases) = (nodes, slopes, phases)
  }

  /// The weight between a node and the next one.
  ///
  /// - Unit: 2^-30; part in 2^-8. Range: a node of 0 ... 3072. Rounding: within 2^-22.
  @inline(__always)
  func weight(_ node: Int, _ part: Int64) -> Int64 {
    Int64(nodes[unchecked: node]) &+ Int64(slopes[unchecked: node]) &* part
  }
}

/// The weights of six sets in a row at one phase, earliest first. Units as in `KernelWeights`.
struct KernelTaps {
  private var nodes: (Int32, Int32, Int32, Int32, Int32, Int32) = (0, 0, 0, 0, 0, 0)
  private var slopes: (Int16, Int16, Int16, Int16, Int16, Int16) = (0, 0, 0, 0, 0, 0)

  /// No weights.
  init() {}

  /// Those of 0 ..< 512.
  init(_ phase: Int, _ table: Span<Int32>, _ steps: Span<Int16>) {
    nodes = (
      table[phase + 2560], table[phase + 2048], table[phase + 1536], table[phase + 1024],
      table[phase + 512], table[phase]
    )
    slopes = (
      steps[phase + 2560], steps[phase + 2048], steps[phase + 1536], steps[phase + 1024],
      steps[phase + 512], steps[phase]
    )
  }

  /// The sum of six samples from an element on, times the weights. Part: 2^-8 of a phase.
  ///
  /// - Range: elements within the span, samples below 2^24, the sum below 2^55.
  @inline(__always)
  func sum(_ samples: Span<Int32>, _ element: Int, _ part: Int64) -> Int64 {
    let earlier =
      weight(nodes.0, slopes.0, part) &* Int64(samples[unchecked: element])
      &+ weight(nodes.1, slopes.1, part) &* Int64(samples[unchecked: element &+ 1])
      &+ weight(nodes.2, slopes.2, part) &* Int64(samples[unchecked: element &+ 2])
    let later =
      weight(nodes.3, slopes.3, part) &* Int64(samples[unchecked: element &+ 3])
      &+ weight(nodes.4, slopes.4, part) &* Int64(samples[unchecked: element &+ 4])
      &+ weight(nodes.5, slopes.5, part) &* Int64(samples[unchecked: element &+ 5])
    return earlier &+ later
  }

  @inline(__always)
  private func weight(_ node: Int32, _ slope: Int16, _ part: Int64) -> Int64 {
    Int64(node) &+ Int64(slope) &* part
  }
}
