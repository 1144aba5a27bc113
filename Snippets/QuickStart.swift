// What a book can lose in two days, from prices and positions in files.
//
// Run: swift run QuickStart models/books/sample
import Plimsoll

let folder = CommandLine.arguments.dropFirst().first ?? "models/books/sample"
let book = try Book(reading: BookFiles(folder: folder))

// The default spec: EWMA volatility, Student-t innovations, shrunk correlation, t copula.
let model = try RiskModel.calibrated(
  to: book.prices, factors: book.factors, spec: CalibrationSpec())
let scenarios = try MonteCarlo(model, bars: 2, count: 100_000, seed: 1)

guard let level = ConfidenceLevel(0.99) else { fatalError("0.99 is a level") }
let tails = try PortfolioTails(book, under: scenarios, horizon: .days(2), levels: [level])
for (account, figures) in zip(book.accounts, tails.figures) {
  guard let shortfall = figures[0].expectedShortfall else { continue }
  print(
    account.name, "ES", NumberText.money(shortfall.value), "±",
    shortfall.standardError.map(NumberText.money) ?? "unknown")
}
