internal import PlimsollMargin
internal import PlimsollMarket

/// How many of each contract every member holds, all its pools together.
///
/// - Verified by: ClearedBookTests.
public struct ContractHoldings: Sendable, Equatable {
  /// The contracts' names, in order.
  public let contracts: [String]
  /// By contract, the size of one in USD at spot.
  public let values: [Double]
  /// By member and contract, long positive.
  public let quantities: [[Double]]

  /// Adds up accounts, each of the member of its number.
  init(_ accounts: [Account], members: [Int], memberCount: Int, valuation: Valuation) {
    var sizes: [String: Double] = [:]
    for position in accounts.flatMap(\.positions) where sizes[position.instrument.name] == nil {
      sizes[position.instrument.name] = valuation.notional(
        of: Position(instrument: position.instrument, quantity: 1))
    }
    contracts = sizes.keys.sorted()
    values = contracts.map { sizes[$0] ?? 0 }
    let places = Dictionary(uniqueKeysWithValues: contracts.enumerated().map { ($1, $0) })
    var held = [[Double]](
      repeating: [Double](repeating: 0, count: places.count), count: memberCount)
    for (account, member) in zip(accounts, members) {
      for position in account.positions {
        held[member][places[position.instrument.name] ?? 0] += position.quantity
      }
    }
    quantities = held
  }

  /// By survivor, the size in USD of what is torn up when the defaulters' contracts are.
  ///
  /// - Parameters:
  ///   - defaulters: numbers of members.
  ///   - survivors: numbers of members.
  public func tornUp(of defaulters: [Int], against survivors: [Int]) -> [Double] {
    let lost = contracts.indices.map { contract in
      defaulters.reduce(0) { $0 + quantities[$1][contract] }
    }
    return PartialTearUp(lost, against: survivors.map { quantities[$0] }).values(at: values)
  }
}
