import PlimsollMarket
import PlimsollNumerics

/// One of each contract and coin of a book under a venue's rules: valued once in every scenario, whoever
/// holds how many of it.
struct VenueContracts: Sendable {
  /// By instrument; a failure is that of every account that holds it.
  private let instruments: [String: Result<VenueHolding, InputError>]
  private let coins: [RiskFactor: Result<VenueHolding, InputError>]

  /// Values what `accounts` hold.
  ///
  /// - Complexity: O(contracts × cells).
  init(
    _ accounts: [Account], rule: VenueRule, valuation: Valuation, asOf: Timestamp,
    pegs: [RiskFactor: Double], threads: Int?
  ) {
    var held: [String: Instrument] = [:]
    var assets: Set<RiskFactor> = []
    for account in accounts {
      for position in account.positions { held[position.instrument.name] = position.instrument }
      for collateral in account.collateral {
        if let asset = collateral.asset { assets.insert(asset) }
      }
    }
    let (named, pledged) = (held.sorted { $0.key < $1.key }, assets.sorted { $0.name < $1.name })
    let found = Parallel.map(count: named.count, threads: threads) { place in
      rule.valued(
        VenueHolding(
          Position(instrument: named[place].value, quantity: 1), valuation: valuation, asOf: asOf),
        pegs: pegs)
    }
    instruments = Dictionary(uniqueKeysWithValues: zip(named.map(\.key), found))
    coins = Dictionary(
      uniqueKeysWithValues: pledged.map {
        ($0, rule.valued(VenueHolding($0, amount: 1, valuation: valuation), pegs: pegs))
      })
  }

  /// A position of an account.
  func holding(_ position: Position) throws(InputError) -> VenueHolding {
    guard let contract = instruments[position.instrument.name] else {
      preconditionFailure("no contract \(position.instrument.name); make them from the accounts")
    }
    return VenueHolding(position.quantity, of: try contract.get(), entry: position.entryPrice)
  }

  /// Pledged coins of an account.
  func holding(_ asset: RiskFactor, amount: Double) throws(InputError) -> VenueHolding {
    guard let coin = coins[asset] else {
      preconditionFailure("no coin \(asset); make them from the accounts")
    }
    return VenueHolding(amount, of: try coin.get(), entry: nil)
  }
}

extension VenueRule {
  /// One contract with its gains in the scenarios of every charge.
  fileprivate func valued(_ contract: VenueHolding, pegs: [RiskFactor: Double])
    -> Result<VenueHolding, InputError>
  {
    var contract = contract
    do throws(InputError) {
      for (_, charge) in charges {
        contract.vectors.append(try charge.vector(of: contract, pack: name, pegs: pegs))
      }
      return .success(contract)
    } catch {
      return .failure(error)
    }
  }

  /// The prices of the stablecoins that charges look at, those the book's history has.
  func pegs(in book: Book) -> [RiskFactor: Double] {
    var found: [RiskFactor: Double] = [:]
    for asset in charges.compactMap(\.charge.peg) {
      found[asset] = book.spot[asset] ?? book.prices.lastPrice(of: asset, at: book.asOf)?.price
    }
    return found
  }
}
