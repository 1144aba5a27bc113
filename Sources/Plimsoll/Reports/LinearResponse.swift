internal import PlimsollNumerics

/// A figure as a sum of what each varied field adds to it, fitted by least squares.
///
/// A field of numbers adds a slope times itself; a field of words adds a constant for each of its values.
///
/// - Source: Saltelli et al. (2008), "Global Sensitivity Analysis: The Primer", section 1.2.5, for
///   regression on the inputs of a design.
/// - Verified by: LinearResponseTests.
struct LinearResponse: Sendable, Equatable {
  /// What is known of a field in every cell.
  enum Field: Sendable, Equatable {
    case numbers([Double])
    case words([String])
  }

  /// What a field does.
  struct Effect: Sendable, Equatable {
    /// The fitted figure at the field's lowest and highest number, or at the words of the least and the
    /// greatest figure, all else as in the cells on average.
    var low: Double
    var high: Double
    /// The field's value there.
    var lowValue: String
    var highValue: String
    /// A unit more of the field, and its standard error by how far cells are off the fit; nil for words,
    /// or where there is no cell to spare for an error.
    var slope: Double?
    var slopeError: Double?
  }

  /// One a field; nil for a field that does not vary, and for all when the figure does not.
  let effects: [Effect?]
  /// The share of the figure's variance that the fit explains; one when nothing varies.
  let explained: Double

  /// Rounding aside, columns of the fit that others make up have a pivot below this.
  private static let leastPivot = 1e-6

  /// - Parameter figures: one a cell.
  /// - Returns: nil when fields move together, or cells are too few to tell them apart.
  init?(_ figures: [Double], of fields: [Field]) {
    guard figures.contains(where: { $0 != figures[0] }) else {
      guard !figures.isEmpty else { return nil }
      effects = fields.map { _ in nil }
      explained = 1
      return
    }
    let terms = fields.map(Term.init)
    let columns = [figures.map { _ in 1.0 }] + terms.flatMap(\.columns)
    let count = Double(figures.count)
    guard figures.count >= columns.count else { return nil }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // Columns are of size one, so pivots can be judged.
    let size = columns.map { product($0, $0).squareRoot() }
    guard size.allSatisfy({ $0 > 0 }) else { return nil }
    var squares = Matrix(rows: columns.count, columns: columns.count)
    for i in columns.indices {
      for j in columns.indices {
        squares[i, j] = product(columns[i], columns[j]) / (size[i] * size[j])
      }
    }
    guard let factor = try? Cholesky(squares),
      columns.indices.allSatisfy({ factor.lower[$0, $0] > Self.leastPivot })
    else { return nil }
    let found = factor.solve(zip(columns, size).map { product($0, figures) / $1 })
    let coefficients = zip(found, size).map { $0 / $1 }
    let fitted = figures.indices.map { cell in
      zip(coefficients, columns).reduce(0) { $0 + $1.0 * $1.1[cell] }
    }
    let mean = figures.reduce(0, +) / count
    let rest = zip(figures, fitted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let total = figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    explained = total > 0 ? max(0, 1 - rest / total) : 1
    let spare = figures.count - columns.count
    func error(_ column: Int) -> Double? {
      guard spare > 0 else { return nil }
      let unit = columns.indices.map { $0 == column ? 1.0 : 0 }
      return (rest / Double(spare) * factor.solve(unit)[column]).squareRoot() / size[column]
    }
    var effects: [Effect?] = []
    var next = 1
    for term in terms {
      let own = next..<(next + term.columns.count)
      effects.append(
        term.effect(Array(coefficients[own]), about: mean, error: own.first.flatMap(error)))
      next = own.upperBound
    }
    self.effects = effects
  }

  /// A field's columns of the fit.
  private struct Term {
    let columns: [[Double]]
    private let low, high: Double
    private let words: [String]
    private let isNumeric: Bool

    init(_ field: Field) {
      switch field {
      case .numbers(let numbers):
        let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
        (self.low, self.high, words, isNumeric) = (low, high, [], true)
        columns = low < high ? [numbers.map { (2 * $0 - low - high) / (high - low) }] : []
      case .words(let all):
        let words = all.unique()
        (low, high, self.words, isNumeric) = (0, 0, words, false)
        columns = words.dropFirst().map { word in all.map { $0 == word ? 1 : 0 } }
      }
    }

    func effect(_ coefficients: [Double], about mean: Double, error: Double?) -> Effect? {
      guard !columns.isEmpty else { return nil }
      let usual = zip(coefficients, columns).reduce(0) {
        $0 + $1.0 * $1.1.reduce(0, +) / Double($1.1.count)
      }
      if isNumeric {
        let half = (high - low) / 2
        func text(_ number: Double) -> String { NumberText.plain(number, significantDigits: nil) }
        return Effect(
          low: mean - usual - coefficients[0], high: mean - usual + coefficients[0],
          lowValue: text(low), highValue: text(high), slope: coefficients[0] / half,
          slopeError: error.map { $0 / half })
      }
      let levels = zip(words, [0] + coefficients)
      guard let least = levels.min(by: { $0.1 < $1.1 }), let most = levels.max(by: { $0.1 < $1.1 })
      else { return nil }
      return Effect(
        low: mean - usual + least.1, high: mean - usual + most.1, lowValue: least.0,
        highValue: most.0)
    }
  }
}
