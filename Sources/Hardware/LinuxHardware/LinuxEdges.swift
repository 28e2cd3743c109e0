// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface
import Quantities

/// The edges of two GPIO lines of one direction, in their order: the ready lines of two converters.
///
/// libgpiod 2 has the kernel's number of each edge. libgpiod 1 has none: edges are counted here,
/// and a queue that was found full counts as one that lost an edge.
public struct LinuxEdges: StampedEdges, ~Copyable {
  /// How many lines.
  public static let linesMax = 2
  /// What libgpiod 1 keeps of a line [Linux drivers/gpio/gpiolib-cdev.c, struct lineevent_state].
  public static let queueMax = 16

  private struct Line {
    var pending: StampedEdge?
    var sequence: UInt32 = 0
    /// Edges taken since the queue was last empty.
    var inARow = 0

    /// The number of an edge that was taken.
    mutating func count(_ edge: clinux_gpio_edge) -> UInt32 {
      inARow += 1
      if edge.is_numbered != 0 { return edge.sequence }
      // The one after a full queue may follow others that found no room.
      sequence &+= inARow == LinuxEdges.queueMax + 1 ? 2 : 1
      return sequence
    }
  }

  private var opened = InlineArray<2, clinux_gpio_line>(repeating: clinux_gpio_line())
  private var lines = InlineArray<2, Line>(repeating: Line())

  /// Takes two lines of a chip, by number or name, and their edges to a level.
  ///
  /// - Errors: `noSuchDevice` for the chip or a line, `busy`, `notPermitted`; `noSuchDevice`
  ///   or `outOfRange` for a line without an interrupt.
  public init(
    chip: String, _ first: String, _ second: String, to level: Level
  ) throws(LinuxFailure) {
    opened[0] = try Self.open(chip, first, level)
    do throws(LinuxFailure) { opened[1] = try Self.open(chip, second, level) } catch {
      clinux_gpio_close(&opened[0])
      throw error
    }
  }

  deinit {
    var (first, second) = (opened[0], opened[1])
    clinux_gpio_close(&first)
    clinux_gpio_close(&second)
  }

  /// Takes the oldest edge; where there is none, waits for it, so long at most.
  ///
  /// - Errors: `inputOutput`, `noSuchDevice` where the chip is gone.
  public mutating func next(
    timeoutNanoseconds: UInt64
  ) throws(LinuxFailure) -> StampedEdge? {
    if let edge = try oldest() { return edge }
    var (first, second) = (opened[0], opened[1])
    let result = clinux_gpio_wait(&first, &second, timeoutNanoseconds)
    guard result >= 0 else { throw .general(Int(result)) }
    return result == 0 ? nil : try oldest()
  }

  private mutating func oldest() throws(LinuxFailure) -> StampedEdge? {
    for index in 0..<Self.linesMax { try fill(index) }
    guard let first = lines[0].pending else { return lines[1].pending.take() }
    guard let second = lines[1].pending, second.at.nanoseconds < first.at.nanoseconds else {
      return lines[0].pending.take()
    }
    return lines[1].pending.take()
  }

  /// Takes the next edge of a line, where one waits.
  private mutating func fill(_ index: Int) throws(LinuxFailure) {
    guard lines[index].pending == nil else { return }
    var edge = clinux_gpio_edge()
    let result = clinux_gpio_next_edge(&opened[index], &edge)
    guard result >= 0 else { throw .general(Int(result)) }
    guard result == 1 else {
      lines[index].inARow = 0
      return
    }
    lines[index].pending = StampedEdge(
      line: UInt8(index),
      at: Instant(nanoseconds: clinux_of_kernel_stamp(edge.monotonic_nanoseconds)),
      sequence: lines[index].count(edge))
  }

  private static func open(
    _ chip: String, _ line: String, _ level: Level
  ) throws(LinuxFailure) -> clinux_gpio_line {
    var opened = clinux_gpio_line()
    let result = chip.withCString { chip in
      line.withCString { clinux_gpio_open_edges(chip, $0, Int32(level.rawValue), &opened) }
    }
    guard result >= 0 else { throw .general(Int(result)) }
    return opened
  }
}
