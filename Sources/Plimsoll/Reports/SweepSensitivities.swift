internal import PlimsollMarket
internal import PlimsollScenarios

/// What each varied field does to each figure of a sweep.
///
/// - Verified by: SweepDesignCommandTests, LinearResponseTests.
struct SweepSensitivities {
  private let plan: SweepPlan
  private let answers: [Answer]

  /// One figure's response.
  private struct Answer {
    var column: SweepReport.Column
    /// Nil where fields cannot be told apart.
    var response: LinearResponse?
    /// By field, the rank correlation with the figure; nil for words.
    var ranks: [Double?]
    /// Cells that have the figure.
    var cells: Int
  }

  /// Figures that are drawn.
  private static let mostCharts = 3

  init(plan: SweepPlan, cells: [SweepCell], columns: [SweepReport.Column]) {
    self.plan = plan
    answers = columns.map { column in
      let known = cells.compactMap { cell in column.value(in: cell).map { ($0, cell.values) } }
      let figures = known.map(\.0)
      let fields = plan.fields.indices.map { field in
        let values = known.map { $0.1[field] }
        let numbers = values.compactMap(VariedField.number)
        return numbers.count == values.count
          ? LinearResponse.Field.numbers(numbers) : .words(values)
      }
      return Answer(
        column: column, response: LinearResponse(figures, of: fields),
        ranks: fields.map { Self.rank($0, figures) }, cells: known.count)
    }
  }

  /// Spearman's rho; nil for words, and where either does not vary.
  private static func rank(_ field: LinearResponse.Field, _ figures: [Double]) -> Double? {
    guard case .numbers(let numbers) = field, figures.count > 2, Set(numbers).count > 1,
      Set(figures).count > 1
    else { return nil }
    return RankCorrelation.spearmanRho([numbers, figures])[0, 1]
  }

  var table: CSVTable {
    var table = CSVTable(columns: [
      "figure", "field", "low_value", "high_value", "figure_at_low", "figure_at_high", "slope",
      "slope_standard_error", "rank_correlation", "explained", "cells",
    ])
    for answer in answers {
      for (field, effect) in zip(plan.fields.indices, answer.response?.effects ?? []) {
        guard let effect else { continue }
        table.append([
          .text(answer.column.title), .text(plan.fields[field].path.text),
          VariedField.cell(effect.lowValue), VariedField.cell(effect.highValue),
          .number(effect.low), .number(effect.high), .optional(effect.slope),
          .optional(effect.slopeError), .optional(answer.ranks[field]),
          .optional(answer.response?.explained), .integer(answer.cells),
        ])
      }
    }
    return table
  }

  /// Those with a fit and something to show, the first kind of figure first.
  private var telling: [(column: SweepReport.Column, response: LinearResponse)] {
    answers.compactMap { answer in
      guard let response = answer.response,
        response.effects.contains(where: { $0.map { $0.low != $0.high } ?? false })
      else { return nil }
      return (answer.column, response)
    }
  }

  var charts: [SweepCharts.Chart] {
    var names = FileNames()
    return telling.prefix(Self.mostCharts).map { column, response in
      let rows = zip(plan.fields, response.effects).compactMap { field, effect in
        effect.map {
          SensitivityChart.Row(
            label: field.path.text, low: $0.low, high: $0.high, lowValue: $0.lowValue,
            highValue: $0.highValue)
        }
      }
      let title = "What moves \(column.title)"
      return SweepCharts.Chart(
        path: "charts/\(names.name(for: "sensitivity-" + column.title)).svg", caption: title,
        svg: SensitivityChart(
          title: title,
          subtitle: "From each field's lowest to its highest value; a straight line explains "
            + NumberText.percent(response.explained),
          rows: rows, unit: column.title
        ).svg)
    }
  }

  func write(to document: inout MarkdownDocument) {
    document.heading(2, "What moves the figures")
    guard let (column, response) = telling.first else {
      document.paragraph(
        "Nothing can be said: no figure varies, fields move together, or cells are too few to tell "
          + "them apart.")
      return
    }
    document.paragraph(
      "Each figure is fitted as a sum of what the fields add to it; \(column.title), of which the fit "
        + "explains \(NumberText.percent(response.explained)):")
    document.table(
      ["field", .right("from"), .right("to"), .right("figure from"), .right("figure to")],
      zip(plan.fields, response.effects).compactMap { field, effect in
        effect.map {
          [
            "`\(field.path.text)`", $0.lowValue, $0.highValue, NumberText.figure($0.low),
            NumberText.figure($0.high),
          ]
        }
      })
    document.paragraph(
      "`sensitivities.csv` has every figure, with slopes, their standard errors (how far cells are off "
        + "the fit) and rank correlations. Where little is explained, the answer is not a straight line: "
        + "read the curves.")
  }
}
