internal import FoundationEssentials
public import PlimsollMargin
public import PlimsollMarket
internal import PlimsollNumerics

/// Fits a volatility surface to each underlying of an option chain.
///
/// - Verified by: SurfaceCommandTests, StudyFileTests.
public struct SurfaceStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "surface"

  /// The chain's file.
  public var chain: String
  /// Which family of slices.
  public var kind: SurfaceFit.Kind
  /// The underlyings; nil takes all.
  public var underlyings: [String]?

  /// Surfaces of a chain.
  public init(chain: String, kind: SurfaceFit.Kind = .svi, underlyings: [String]? = nil) {
    self.chain = chain
    self.kind = kind
    self.underlyings = underlyings
  }

  /// Reads the chain, fits and reports; `surface.json` is the attachment.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    let file = try InputFile(path: chain)
    let chain = try OptionChain(csv: file)
    let (expiries, notes) = try timed("read", &timings) { () throws(InputError) in
      try chain.quotes()
    }
    guard let time = chain.time else { preconditionFailure("a chain with quotes has a time") }
    let wanted = try names(among: expiries.map(\.underlying.name).unique())
    var diagnostics = notes
    var smiles: [[Smile]] = []
    var fits: [SurfaceFit] = []
    try timed("fit", &timings) { () throws(InputError) in
      smiles = wanted.map { name in
        expiries.filter { $0.underlying.name == name }.map { Smile($0) }
      }
      let fittable = smiles.map { $0.filter(\.canBeFitted) }
      fits = Parallel.map(count: wanted.count, threads: environment.threads) { index in
        SurfaceFit(fittable[index], kind: kind, threads: environment.threads)
      }
    }
    for smile in smiles.joined() where !smile.canBeFitted {
      let quoted = smile.quotes.count { $0.middle != nil }
      diagnostics.append(
        Diagnostic(
          .warning, "\(smile.underlying) \(smile.expiry)",
          "not fitted: \(quoted) strikes with a bid and an ask out of the money, "
            + "\(Smile.fewestQuotes) are needed"))
    }
    guard fits.contains(where: { !$0.slices.isEmpty }) else {
      throw .data(
        file.name, "no expiry has \(Smile.fewestQuotes) strikes with a bid and an ask",
        remedy: "Give a chain with quotes on both sides.")
    }
    var manifest = RunManifest(study: self, inputs: [chain.digest], environment: environment)
    manifest.counts = [
      "underlyings": fits.count { !$0.slices.isEmpty },
      "expiries": fits.reduce(0) { $0 + $1.slices.count },
      "options": expiries.reduce(0) { $0 + $1.options.count },
    ]
    manifest.timings = timings
    return SurfaceReport(
      time: time, kind: kind, fits: fits.filter { !$0.slices.isEmpty }, diagnostics: diagnostics,
      manifest: manifest
    ).report
  }

  /// The underlyings asked for.
  private func names(among known: [String]) throws(InputError) -> [String] {
    guard let underlyings else { return known }
    for name in underlyings where !known.contains(name) {
      throw .usage(
        "the chain has no underlying \(name)",
        remedy: InputError.suggestion(for: name, among: known))
    }
    return underlyings.unique()
  }
}

/// The content of `surface.json`.
struct SurfaceFile: Codable {
  /// Which family of slices.
  var kind: SurfaceFit.Kind
  /// One surface an underlying.
  var surfaces: [VolatilitySurface]

  /// The bytes of the file: sorted keys.
  func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self)) + [10]
    } catch {
      preconditionFailure("a surface holds only finite numbers and text: \(error)")
    }
  }
}
