extension Workload {
  /// Every race, in the order of the table.
  ///
  /// - Parameter isQuick: small sizes, to see that everything works.
  static func all(isQuick: Bool) -> [Workload] {
    let correlated = correlated(isQuick ? 65_536 : 1_000_000)
    return [
      normals(), boxMuller(), exponentialsMinusOne(), normalProbabilities(),
      correlated, correlated.onOneThread(), tCopula(isQuick ? 65_536 : 1_000_000),
      netting(accounts: isQuick ? 1000 : 20_000),
      netting(accounts: isQuick ? 250 : 5000).onOneThread(),
      black76(options: isQuick ? 20 : 200), jointOptions(isQuick ? 500 : 10_000),
      selection(1_000_000),
      whatIf(enquiries: isQuick ? 100 : 1000), variance(isAsymmetric: false),
      variance(isAsymmetric: true),
    ]
      + [DeepTailBook.seller, .mixed].flatMap { book in
        [nil, .plain, .sobol, .importance, .importanceSobol].map {
          deepTail(book, sampling: $0, isQuick: isQuick)
        }
      } + [
        cascades(paths: isQuick ? 20 : 1000),
        watching(ticks: isQuick ? 10_000 : 1_000_000), reading(rows: isQuick ? 2000 : 20_000),
        book(accounts: isQuick ? 1000 : 20_000), start(), demo(),
      ]
  }
}
