// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Errors against the current on a logarithmic axis, at one power factor, with their limits.
struct ErrorChart {
  /// What is drawn at one current.
  struct Place {
    var amperes: Double
    var limit: Double
    var bound: Double
    /// By seed; one that could not be measured is left out.
    var errors: [(seed: UInt64, percent: Double)]
  }

  var title: String
  /// In rising order of currents.
  var places: [Place]

  private static let width = 400.0
  private static let height = 230.0
  private static let left = 48.0
  private static let right = 10.0
  private static let top = 10.0
  private static let bottom = 34.0
  /// A curve has at least so many currents.
  private static let placesMin = 3

  /// One chart for each quantity and factor of a group that is measured at several currents.
  static func charts(of group: AccuracyGroup) -> [ErrorChart] {
    var keys: [String] = []
    var places: [String: [Place]] = [:]
    for verdict in group.verdicts {
      let point = verdict.point
      guard point.kind == .error, point.condition.reference == point.condition,
        [.active, .reactive].contains(point.quantity)
      else { continue }
      let key = "\(point.quantity == .active ? "Active" : "Reactive") energy, \(named(point))"
      if places[key] == nil { keys.append(key) }
      places[key, default: []].append(
        Place(
          amperes: point.condition.current, limit: point.limitPercent, bound: point.boundPercent,
          errors: verdict.rows.compactMap { row in row.errorPercent.map { (row.seed, $0) } }))
    }
    return keys.compactMap { key in
      let places = (places[key] ?? []).sorted { $0.amperes < $1.amperes }
      return places.count < placesMin ? nil : ErrorChart(title: key, places: places)
    }
  }

  private static func named(_ point: TestPoint) -> String {
    let isActive = point.quantity == .active
    let value = point.factor.replacing("cos ", with: "").replacing("sin ", with: "")
    let side =
      value.hasSuffix("L") ? " inductive" : value.hasSuffix("C") ? " capacitive" : ""
    let number = value.trimmingCharacters(in: CharacterSet(charactersIn: "LC"))
    return (isActive ? "power factor " : "sin φ ") + number + side
  }

  /// The drawing.
  var svg: String {
    let scale = Scale(self)
    let seeds = places.flatMap { $0.errors.map(\.seed) }.reduce(into: [UInt64]()) { seen, seed in
      if !seen.contains(seed) { seen.append(seed) }
    }
    let limits = [1.0, -1.0].map { sign in
      "<polyline class=\"limits\" points=\"\(staircase(scale) { sign * $0.limit })\"/>"
    }
    let bounds =
      places.contains { $0.bound < $0.limit }
      ? [1.0, -1.0].map { sign in
        "<polyline class=\"bounds\" points=\"\(staircase(scale) { sign * $0.bound })\"/>"
      } : []
    return """
      <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
      aria-label="\(AccuracyReport.escaped(title))">\(axes(scale))\
      <svg x="\(Int(Self.left))" y="\(Int(Self.top))" \
      width="\(Int(Self.width - Self.left - Self.right))" \
      height="\(Int(Self.height - Self.top - Self.bottom))" overflow="hidden">\
      <g transform="translate(\(-Self.left) \(-Self.top))">\(limits.joined())\(bounds.joined())\
      \(seeds.map { line(of: $0, scale) }.joined())</g></svg></svg>
      """
  }

  private func staircase(_ scale: Scale, _ value: (Place) -> Double) -> String {
    var text: [String] = []
    for (place, next) in zip(places, places.dropFirst()) {
      text += [scale.text(place.amperes, value(place)), scale.text(next.amperes, value(place))]
    }
    if let last = places.last { text.append(scale.text(last.amperes, value(last))) }
    return text.joined(separator: " ")
  }

  private func line(of seed: UInt64, _ scale: Scale) -> String {
    let points = places.compactMap { place in
      place.errors.first { $0.seed == seed }.map { (place.amperes, $0.percent) }
    }
    let line = points.map { scale.text($0.0, $0.1) }.joined(separator: " ")
    let dots = points.map { amperes, percent in
      String(
        format: "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"><title>%@</title></circle>",
        scale.x(amperes), scale.y(percent),
        "\(scale.short(amperes)) A, seed \(seed): \(AccuracyTable.figure(percent)) %")
    }
    return "<polyline class=\"errors\" points=\"\(line)\"/>" + dots.joined()
  }

  private func axes(_ scale: Scale) -> String {
    var text = ""
    let (foot, edge) = (Self.height - Self.bottom, Self.width - Self.right)
    for percent in scale.ticks {
      let y = scale.y(percent)
      text += String(
        format: "<line class=\"%@\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        percent == 0 ? "zero" : "grid", Self.left, y, edge, y)
      text += String(
        format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%@</text>", Self.left - 6, y + 4,
        percent == 0 ? "0 %" : String(format: "%+g", percent))
    }
    for amperes in scale.decades {
      let x = scale.x(amperes)
      text += String(
        format: "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x,
        Self.top, x, foot)
      text += String(
        format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%@</text>", x, foot + 16,
        "\(scale.short(amperes)) A")
    }
    return text
  }

  /// From amperes and percent to the drawing.
  private struct Scale {
    let first: Double
    let last: Double
    /// The axis goes from minus to plus this. Unit: percent.
    let most: Double
    let step: Double

    init(_ chart: ErrorChart) {
      first = (chart.places.first?.amperes ?? 0.1) / 1.25
      last = (chart.places.last?.amperes ?? 10) * 1.25
      // A wide limit at a small current would press the curve flat.
      let limit = chart.places.map(\.limit).min() ?? 1
      let errors = chart.places.flatMap { $0.errors.map(\.percent.magnitude) }.max() ?? 0
      most = max(limit, errors) * 1.15
      let rough = most / 2.5
      let power = pow(10, floor(log10(rough)))
      step = ([1, 2, 5, 10].map { $0 * power }.first { $0 >= rough }) ?? rough
    }

    var ticks: [Double] {
      let count = Int((most / step).rounded(.down))
      return (-count...count).map { Double($0) * step }
    }

    var decades: [Double] {
      (-3...2).map { pow(10, Double($0)) }.flatMap { [$0, $0 * 3] }
        .filter { $0 >= first && $0 <= last }
    }

    func x(_ amperes: Double) -> Double {
      let share = log(amperes / first) / log(last / first)
      return ErrorChart.left + share * (ErrorChart.width - ErrorChart.left - ErrorChart.right)
    }

    func y(_ percent: Double) -> Double {
      let height = ErrorChart.height - ErrorChart.top - ErrorChart.bottom
      return ErrorChart.top + (1 - percent / most) / 2 * height
    }

    func text(_ amperes: Double, _ percent: Double) -> String {
      String(format: "%.1f,%.1f", x(amperes), y(percent))
    }

    func short(_ amperes: Double) -> String { String(format: "%g", amperes) }
  }
}
