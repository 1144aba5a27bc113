internal import Glibc

/// Past marks of dated futures, as annualised bases over their underlying.
///
/// - Verified by: FuturesHistoryTests.
public struct FuturesHistory: Sendable {
  /// The basis of an underlying at one time.
  public struct Basis: Sendable, Equatable {
    /// When.
    public let time: Timestamp
    /// What the underlying cost.
    public let spot: Double
    /// ln(F/S) a year, of a future of 30 days.
    public let rate: Double

    /// A basis held in memory.
    public init(time: Timestamp, spot: Double, rate: Double) {
      self.time = time
      self.spot = spot
      self.rate = rate
    }
  }

  /// Bases by underlying, in order of time.
  public let bases: [RiskFactor: [Basis]]

  /// What was left out.
  public let diagnostics: [Diagnostic]

  /// Bases held in memory.
  public init(_ bases: [RiskFactor: [Basis]], diagnostics: [Diagnostic] = []) {
    self.bases = bases
    self.diagnostics = diagnostics
  }

  /// The bases at or before `time`.
  public func upTo(_ time: Timestamp) -> FuturesHistory {
    FuturesHistory(
      bases.mapValues { $0.filter { $0.time <= time } }, diagnostics: diagnostics)
  }
}

extension FuturesHistory {
  private static let tenor = 30.0
  /// Futures of fewer days are left out: a tick is a large yearly rate then.
  private static let fewestDays = 7.0

  /// Reads marks: timestamp, underlying, instrument, expiry, mark_price; the expiry of a perpetual is
  /// blank. The underlying costs what its perpetual does, else what the price history says.
  ///
  /// The basis of 30 days lies on the line between those of the futures on either side, or is that
  /// of the nearest.
  ///
  /// - Throws: an `InputError` for a price that is not above zero, or a mark twice at one time.
  public init(csv file: InputFile, prices: PriceHistory) throws(InputError) {
    let table = try CSVFile(file)
    let time = try table.requiredIndex(of: "timestamp")
    let underlying = try table.requiredIndex(of: "underlying")
    let instrument = try table.requiredIndex(of: "instrument")
    let expiry = try table.requiredIndex(of: "expiry")
    let mark = try table.requiredIndex(of: "mark_price")
    var spots: [RiskFactor: [Timestamp: Double]] = [:]
    var curves: [RiskFactor: [Timestamp: [(days: Double, price: Double)]]] = [:]
    var seen: Set<[String]> = []
    var leftOut = LeftOut()
    for row in 0..<table.rowCount {
      let stamp = try table.timestamp(row: row, column: time)
      let asset = RiskFactor(try table.requiredText(row: row, column: underlying))
      let name = try table.requiredText(row: row, column: instrument)
      guard seen.insert([name, stamp.description]).inserted else {
        throw table.error(
          row: row, column: instrument, "\(name) is there twice at \(stamp)",
          remedy: "Keep one mark a time.")
      }
      guard let price = try table.size(row: row, column: mark, meaning: "mark_price") else {
        throw table.error(row: row, column: mark, "is blank", remedy: "Give the mark price.")
      }
      guard !table.isBlank(row: row, column: expiry) else {
        spots[asset, default: [:]][stamp] = price
        continue
      }
      let days = (try table.timestamp(row: row, column: expiry) - stamp).days
      guard days >= Self.fewestDays else {
        leftOut.nearExpiry += 1
        continue
      }
      curves[asset, default: [:]][stamp, default: []].append((days, price))
    }
    var bases: [RiskFactor: [Basis]] = [:]
    for (asset, times) in curves {
      for (stamp, curve) in times.sorted(by: { $0.key < $1.key }) {
        guard let spot = spots[asset]?[stamp] ?? prices.lastPrice(of: asset, at: stamp)?.price
        else {
          leftOut.withoutSpot[asset, default: 0] += curve.count
          continue
        }
        let rates = curve.sorted { $0.days < $1.days }.map {
          (days: $0.days, rate: log($0.price / spot) / ($0.days / 365))
        }
        bases[asset, default: []].append(
          Basis(time: stamp, spot: spot, rate: Self.rate(rates, at: Self.tenor)))
      }
    }
    self.init(bases, diagnostics: leftOut.diagnostics(of: file.name))
  }

  private struct LeftOut {
    var nearExpiry = 0
    var withoutSpot: [RiskFactor: Int] = [:]

    func diagnostics(of file: String) -> [Diagnostic] {
      var found: [Diagnostic] = []
      if nearExpiry > 0 {
        found.append(
          Diagnostic(
            .note, file,
            "\(nearExpiry) marks of fewer than \(Int(fewestDays)) days to expiry are left out: a tick "
              + "is a large yearly rate then"))
      }
      return found
        + withoutSpot.sorted { $0.key.name < $1.key.name }.map { asset, count in
          Diagnostic(
            .warning, file,
            "\(count) marks on \(asset) are left out: it has no perpetual and no price at their times"
          )
        }
    }
  }

  private static func rate(_ curve: [(days: Double, rate: Double)], at days: Double) -> Double {
    let above = curve.firstIndex { $0.days >= days }
    guard let above else { return curve[curve.count - 1].rate }
    guard above > 0 else { return curve[0].rate }
    let (low, high) = (curve[above - 1], curve[above])
    return low.rate + (high.rate - low.rate) * (days - low.days) / (high.days - low.days)
  }
}
