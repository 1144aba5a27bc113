// Scenarios of your own: two views of tomorrow, weighed by how often each is drawn.
//
// A source fills tiles with log returns from nothing but its parameters and the scenarios' numbers, so it
// is the same for any number of threads, and a longer run begins with the shorter one.
import Plimsoll

struct TwoViews: ScenarioSource {
  let factors: [RiskFactor]
  let count: Int
  let seed: UInt64

  func fill(_ tile: inout ScenarioTile) {
    let stream = RandomStream(seed: seed, stream: 0x76_69_65_77)
    for (column, scenario) in tile.scenarios.enumerated() {
      // One day in twenty everything falls together; on the others coins move by themselves.
      let isCrash = stream.uniform(scenario: scenario, dimension: 0) < 0.05
      for factor in factors.indices {
        let own = 0.02 * stream.normal(scenario: scenario, dimension: 1 + factor)
        tile.moves[factor * tile.stride + column] = isCrash ? own - 0.15 : own
      }
    }
  }
}

let book = try Book(reading: BookFiles(folder: "models/books/sample"))
guard let level = ConfidenceLevel(0.99) else { fatalError("0.99 is a level") }
let tails = try PortfolioTails(
  book, under: TwoViews(factors: book.factors, count: 50_000, seed: 1), horizon: .day,
  levels: [level])
for (account, figures) in zip(book.accounts, tails.figures) {
  print(account.name, figures[0].expectedShortfall.map { NumberText.money($0.value) } ?? "no tail")
}
