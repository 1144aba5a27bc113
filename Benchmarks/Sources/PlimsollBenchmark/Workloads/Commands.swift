import Foundation
import Plimsoll

extension Workload {
  private static let bookScenarios = 10_000
  /// The choices that `peers/book_risk.py` makes.
  private static let plainModel = [
    "--method", "monte-carlo", "--volatility", "constant", "--innovations", "normal",
    "--correlation", "sample", "--dependence", "gaussian",
  ]

  /// The arguments of `plimsoll risk` for a book of spot positions and a plain normal model.
  static func riskArguments(book: String, scenarios: Int, output: String) -> [String] {
    ["risk", book] + plainModel + ["--scenarios", "\(scenarios)", "--quiet", "-o", output]
  }

  /// The whole process: a generated book's folder in, VaR and ES of every account out.
  static func book(accounts: Int) -> Workload {
    Workload(
      name: "book",
      title: "the whole command: 10 positions an account in 500 factors, 10,000 scenarios",
      size: accounts, unit: "account", threads: Parallel.availableThreads, rounds: 2,
      targets: [.faster(times: 4, than: "scipy-process")],
      agreement: .standardErrors(
        8,
        because: "VaR and ES of different numbers, two an account; with errors that are themselves "
          + "estimated, less than 1 false alarm in ten thousand runs")
    ) { workload, arena in
      let book = arena.path("book")
      _ = try arena.programs.run(
        arena.root.appendingPathComponent("make-book").path, [book, "--accounts", "\(accounts)"])
      let output = arena.path("risk")
      let peerFile = arena.path("peer.csv")
      return LineUp(
        ours: arena.programs.work(
          arena.programs.plimsoll,
          riskArguments(book: book, scenarios: bookScenarios, output: output)
        ) { try figures(ofFile: "\(output)/risk.csv") },
        peers: [("", [:]), ("-avx2", Programs.withoutAVX512)].map { suffix, environment in
          Peer(
            name: "scipy-process" + suffix,
            work: arena.programs.work(
              arena.programs.python,
              [
                arena.programs.peers.appendingPathComponent("book_risk.py").path, book, peerFile,
                "\(bookScenarios)",
              ], environment: environment
            ) { try figures(ofFile: peerFile) })
        })
    }
  }

  /// VaR and ES of the sample book's accounts with all defaults.
  static func start() -> Workload {
    Workload(
      name: "start", title: "the command on the sample book, start to report", size: 1,
      unit: "run", threads: Parallel.availableThreads,
      targets: [.total(seconds: 0.3)], agreement: .unopposed
    ) { _, arena in
      let programs = arena.programs
      return LineUp(
        ours: programs.work(
          programs.plimsoll, ["risk", arena.sampleBook, "-o", arena.path("sample")]),
        limit: Limit(
          meaning: "the command asked for its version",
          work: programs.work(programs.plimsoll, ["--version"])))
    }
  }

  /// Every verb on the sample book.
  static func demo() -> Workload {
    Workload(
      name: "demo", title: "every verb on the sample book", size: 1, unit: "run",
      threads: Parallel.availableThreads, rounds: 2, agreement: .unopposed
    ) { _, arena in
      LineUp(
        ours: arena.programs.work(
          arena.programs.plimsoll, ["demo", "-o", arena.path("demo")]))
    }
  }

  /// Values and standard errors by account and measure, which both sides write in the same order.
  private static func figures(ofFile path: String) throws -> Figures {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let columns = lines[0].split(separator: ",")
    guard let value = columns.firstIndex(of: "value"),
      let error = columns.firstIndex(of: "standard_error")
    else { throw BenchmarkError("no value and standard_error in \(path)") }
    var figures = Figures(values: [], errors: [])
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      figures.values.append(Double(fields[value]) ?? .nan)
      figures.errors?.append(Double(fields[error]) ?? .nan)
    }
    return figures
  }
}
