/// The charts of a sweep: how figures respond to what is varied.
struct SweepCharts {
  let plan: SweepPlan
  let isZipped: Bool
  let cells: [SweepCell]
  let columns: [SweepReport.Column]

  /// One chart with what it shows.
  struct Chart {
    var path: String
    var caption: String
    var svg: String
  }

  /// Figures that are drawn.
  private static let mostFigures = 4
  /// Charts of one kind.
  private static let mostCharts = 8
  /// Lines in a chart.
  private static let mostLines = 6
  /// The axis is logarithmic when its ends are so many times apart.
  private static let wideRatio = 30.0

  var all: [Chart] {
    var names = FileNames()
    return (curves + heatMaps).map { chart in
      Chart(
        path: "charts/\(names.name(for: chart.stem)).svg", caption: chart.caption, svg: chart.svg)
    }
  }

  private typealias Drawn = (stem: String, caption: String, svg: String)

  /// The first kinds of figure that are not the same in every cell.
  private var names: [String] {
    let telling = columns.map(\.name).unique().filter { name in
      columns.contains { column in
        column.name == name && Set(cells.map { column.value(in: $0) }).count > 1
      }
    }
    return Array(telling.prefix(Self.mostFigures))
  }

  /// A field's name for a chart: its last part, unless another field ends alike.
  private func label(_ index: Int) -> String {
    func last(_ field: VariedField) -> FieldPath.Step? { field.path.steps.last }
    guard case .key(let name)? = last(plan.fields[index]),
      plan.fields.count(where: { last($0) == .key(name) }) == 1
    else { return plan.fields[index].path.text }
    return name
  }

  // MARK: Curves

  /// The first field whose values are all numbers.
  private var across: Int? {
    plan.fields.indices.first { index in
      plan.fields[index].values.count > 1
        && plan.fields[index].values.allSatisfy { VariedField.number($0) != nil }
    }
  }

  private var curves: [Drawn] {
    guard let across else { return [] }
    let parted = !isZipped && plan.fields.count > 1
    return Array(
      names.flatMap { name -> [Drawn] in
        let subjects = columns.filter { $0.name == name }
        // With one field, subjects such as rules share a chart; else each has its own.
        if !parted { return [curve(name, lines: subjectLines(subjects, across), across)] }
        return subjects.map { curve($0.title, lines: fieldLines($0, across), across) }
      }.prefix(Self.mostCharts))
  }

  private func subjectLines(_ subjects: [SweepReport.Column], _ across: Int)
    -> [LineChart.Series]
  {
    subjects.map { subject in
      LineChart.Series(
        name: subject.subject ?? subject.name, points: points(cells, subject, across))
    }
  }

  /// A line for every combination of the other fields.
  private func fieldLines(_ column: SweepReport.Column, _ across: Int) -> [LineChart.Series] {
    let others = plan.fields.indices.filter { $0 != across }
    let groups = cells.map { cell in others.map { cell.values[$0] } }.unique()
    return groups.map { group in
      let members = cells.filter { cell in others.map { cell.values[$0] } == group }
      let name = zip(others, group).map { "\(label($0)) \($1)" }
      return LineChart.Series(
        name: name.joined(separator: ", "), points: points(members, column, across))
    }
  }

  private func points(_ cells: [SweepCell], _ column: SweepReport.Column, _ across: Int) -> [(
    x: Double, y: Double
  )] {
    cells.compactMap { cell in
      guard let x = VariedField.number(cell.values[across]), let y = column.value(in: cell) else {
        return nil
      }
      return (x, y)
    }.sorted { $0.x < $1.x }
  }

  private func curve(_ title: String, lines: [LineChart.Series], _ across: Int) -> Drawn {
    let field = label(across)
    let shown = Self.spread(lines.filter { !$0.points.isEmpty }, most: Self.mostLines)
    let caption = "\(title) against \(field)"
    return (
      "\(title)-by-\(field)", caption,
      LineChart(
        title: caption,
        subtitle: shown.count < lines.count ? "\(shown.count) of \(lines.count) lines" : "",
        xLabel: field, yLabel: title, spread: spread(of: shown), series: shown
      ).svg
    )
  }

  private func spread(of lines: [LineChart.Series]) -> LineChart.Spread {
    let places = lines.flatMap { $0.points.map(\.x) }
    guard let low = places.min(), let high = places.max(), low > 0, high >= Self.wideRatio * low
    else { return .even }
    return .logarithmic
  }

  /// At most so many of `lines`, evenly, the first and the last among them.
  private static func spread(_ lines: [LineChart.Series], most: Int) -> [LineChart.Series] {
    guard lines.count > most else { return lines }
    return (0..<most).map { lines[$0 * (lines.count - 1) / (most - 1)] }
  }

  // MARK: Heat maps

  /// One for each figure, when two fields are varied.
  private var heatMaps: [Drawn] {
    guard plan.fields.count == 2, !isZipped,
      plan.fields.allSatisfy({ $0.values.count > 1 && $0.values.count <= Self.mostCells })
    else { return [] }
    let (rows, columns) = (plan.fields[0], plan.fields[1])
    let shown = names.flatMap { name in self.columns.filter { $0.name == name } }
    return shown.prefix(Self.mostCharts).map { figure in
      let caption = "\(figure.title) by \(label(0)) and \(label(1))"
      return (
        "\(figure.title)-map", caption,
        HeatMapChart(
          title: figure.title, subtitle: "every cell of the sweep",
          xLabel: label(1), yLabel: label(0), columns: columns.values,
          rows: rows.values,
          values: rows.values.indices.map { row in
            columns.values.indices.map { column in
              figure.value(in: cells[row * columns.values.count + column])
            }
          }
        ).svg
      )
    }
  }

  /// Rows or columns of a heat map.
  private static let mostCells = 40
}
