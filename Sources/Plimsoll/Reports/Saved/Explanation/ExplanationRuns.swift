internal import FoundationEssentials
internal import PlimsollMarket

/// The runs behind an explanation, or why there are none.
enum ExplanationRuns {
  /// What was found.
  enum Outcome: Sendable {
    case explained(Explanation)
    /// Each a reason why the change cannot be explained.
    case refused([Diagnostic])
  }

  /// The bridge between two runs of a verb; nil for a verb whose figures are not explained.
  static func outcome(
    _ before: SavedResult, _ after: SavedResult, in environment: RunEnvironment
  ) -> Outcome? {
    switch before.record.verb {
    case MarginStudy.verb: outcome(MarginStudy.self, before, after, in: environment)
    case RiskStudy.verb: outcome(RiskStudy.self, before, after, in: environment)
    default: nil
    }
  }

  private static func outcome<S: ExplainedStudy>(
    _: S.Type, _ before: SavedResult, _ after: SavedResult, in environment: RunEnvironment
  ) -> Outcome? {
    guard let firstTable = before.mainTable, let lastTable = after.mainTable else { return nil }
    var environment = environment
    let shared = SharedWork()
    environment.shared = shared
    do throws(InputError) {
      let (first, last): (S, S) = (try study(of: before), try study(of: after))
      let doubts =
        changes(since: before, first, shared) + changes(since: after, last, shared)
      guard doubts.isEmpty else { return .refused(doubts.unique()) }
      let states = try figures(of: path(from: first, to: last), in: environment)
      return .explained(
        Explanation(
          saved: (S.figures(of: firstTable.records), S.figures(of: lastTable.records)),
          states: states))
    } catch {
      return .refused([Diagnostic(.warning, "explanation", error.message)])
    }
  }

  /// The first study, then with one group after another of the second's; the last is the second.
  static func path<S: ExplainedStudy>(from first: S, to last: S) throws(InputError) -> [S] {
    let target = try last.alone()
    var path = [try first.alone()]
    for group in InputGroup.allCases {
      path.append(path[path.count - 1].taking(group, from: target))
    }
    return path
  }

  /// Runs each study, a repeated one once.
  private static func figures<S: ExplainedStudy>(
    of path: [S], in environment: RunEnvironment
  ) throws(InputError) -> [ExplainedFigures] {
    var figures: [ExplainedFigures] = []
    var rules: [[String]] = []
    for (place, study) in path.enumerated() {
      if place > 0, study == path[place - 1] {
        figures.append(figures[place - 1])
        rules.append(rules[place - 1])
        continue
      }
      let report = try run(study, at: place, in: environment)
      figures.append(S.figures(of: report.records))
      rules.append(report.manifest.rules)
      // Until rules are replaced, each state must be charged by those that the first run had.
      if place < path.count - 1, let gone = rules[0].first(where: { !rules[place].contains($0) }) {
        throw .usage(
          "the rule \(gone) cannot charge the book with \(words(place))",
          remedy: "Compare runs whose rules can charge both books.")
      }
    }
    return figures
  }

  private static func run<S: ExplainedStudy>(
    _ study: S, at place: Int, in environment: RunEnvironment
  ) throws(InputError) -> Report {
    do throws(InputError) {
      return try study.run(in: environment)
    } catch {
      var told = error
      told.message = "the run with \(words(place)) fails: \(error.message)"
      throw told
    }
  }

  /// What a state has of the second run.
  private static func words(_ place: Int) -> String {
    place == 0
      ? "the first run's inputs"
      : InputGroup.allCases.prefix(place).map(\.rawValue).joined(separator: ", ")
        + " of the second run"
  }

  /// The study that a run's record holds.
  private static func study<S: ExplainedStudy>(of result: SavedResult) throws(InputError) -> S {
    let path = result.folder + "/run.json"
    let file = try InputFile(path: path)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(SavedStudy<S>.self, from: Data(file.bytes)).study
    } catch {
      throw .data(
        path, "its study is not one that this release can run",
        remedy: "Run \(S.verb) again with this release.")
    }
  }

  private struct SavedStudy<S: Decodable>: Decodable { let study: S }

  /// Files that are gone, new or not what they were when the run read them.
  private static func changes<S: ExplainedStudy>(
    since result: SavedResult, _ study: S, _ shared: SharedWork
  ) -> [Diagnostic] {
    func doubt(_ file: String, _ message: String) -> Diagnostic {
      Diagnostic(.warning, file, message + " since \(result.folder) was written")
    }
    do throws(InputError) {
      let now = try study.inputs(shared).unique()
      let then = result.record.inputs
      let changed = then.filter { !now.contains($0) }.map(\.file).unique()
      let added = now.map(\.file).filter { file in !then.contains { $0.file == file } }
      return changed.map { doubt($0, "has changed or gone") } + added.map { doubt($0, "is new") }
    } catch {
      let file = error.place?.file ?? S.verb
      return [doubt(file, "can no longer be read (\(error.message))")]
    }
  }
}
