internal import PlimsollNumerics
internal import Synchronization

/// Tables of quantiles that are made once for a law: for models that are drawn from many times while
/// only their volatility changes.
///
/// What is looked up is what would be made, so sharing changes no draw.
///
/// - Verified by: InnovationTransformTests.
public final class InnovationTables: Sendable {
  /// More are not kept, so that a sweep over laws does not fill the memory.
  private static let mostKept = 1_000
  private let known = Mutex<[Law: OddFunctionTable]>([:])

  /// No tables yet.
  public init() {}

  /// What a table is of: a marginal law at unit scale, under a copula.
  struct Law: Hashable {
    /// The kind of function.
    enum Function: Hashable {
      case studentT(degreesOfFreedom: Double, cut: Double)
      case normal
      case probability
    }

    var function: Function
    /// Of the copula's t law; nil under a Gaussian one.
    var copulaDegreesOfFreedom: Double?
  }

  /// The table of `law`, made when it is wanted for the first time.
  func table(of law: Law, _ make: () -> OddFunctionTable) -> OddFunctionTable {
    if let table = known.withLock({ $0[law] }) { return table }
    let table = make()
    known.withLock { if $0.count < Self.mostKept { $0[law] = table } }
    return table
  }
}
