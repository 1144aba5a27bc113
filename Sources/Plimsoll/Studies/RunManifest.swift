internal import FoundationEssentials
internal import PlimsollNumerics

/// What a run rests on, so that it can be made again: the content of `run.json`.
public struct RunManifest: Sendable {
  /// The study as run.
  public var study: any Study
  /// The seed of its draws; nil when nothing was drawn.
  public var seed: UInt64?
  /// Every file read.
  public var inputs: [InputDigest]
  /// The models used: the time of their last return, and the SHA-256 of their file.
  public var models: [ModelIdentity] = []
  /// The rules applied.
  public var rules: [String] = []
  /// Scenarios, accounts, factors and the like.
  public var counts: [String: Int] = [:]
  /// Seconds a stage took.
  public var timings: [String: Double] = [:]
  /// Threads used.
  public var threads: Int
  /// Whether OpenBLAS was pinned, so that the run repeats to the bit on another machine.
  public var isReproducible: Bool

  /// A manifest of `study`.
  init(study: any Study, inputs: [InputDigest], environment: RunEnvironment) {
    self.study = study
    var seen: Set<InputDigest> = []
    self.inputs = inputs.filter { seen.insert($0).inserted }
    threads = environment.threads ?? Parallel.availableThreads
    isReproducible = environment.pin != nil
  }

  /// What a reader must know of how the run was made.
  var diagnostics: [Diagnostic] {
    guard isReproducible else { return [] }
    let facts = MachineFacts.current
    let versions = "OpenBLAS \(facts.blasVersion ?? "unknown") and \(facts.cLibrary ?? "C library")"
    return [
      Diagnostic(
        .note, "OpenBLAS",
        "pinned to its \(BLASPin.kernel) kernels: bits repeat on every x86-64 machine with AVX2 and "
          + "FMA, \(versions); the cost is that wider kernels of the processor stay unused")
    ]
  }

  /// A model by its content.
  public struct ModelIdentity: Sendable, Equatable, Codable {
    /// The time of its last return.
    public var asOf: Timestamp
    /// SHA-256 of the model written as a file.
    public var sha256: String
  }

  /// Names `model` by its content.
  mutating func add(_ model: RiskModel) {
    guard let encoded = try? model.encoded(name: "model") else { return }
    let identity = ModelIdentity(
      asOf: model.asOf, sha256: InputFile(name: "model", bytes: encoded.json).sha256)
    if !models.contains(identity) { models.append(identity) }
  }
}

extension RunManifest: Encodable {
  private enum Key: String, CodingKey {
    case version, verb, study, seed, inputs, models, rules, counts, machine
  }

  /// The machine's facts, and beside them what the run took of it.
  private struct Machine: Encodable {
    var threads: Int
    var reproducible: Bool
    var seconds: [String: Double]

    private enum Key: String, CodingKey { case threads, reproducible, seconds }

    func encode(to encoder: any Encoder) throws {
      try MachineFacts.current.encode(to: encoder)
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(threads, forKey: .threads)
      try values.encode(reproducible, forKey: .reproducible)
      try values.encode(seconds, forKey: .seconds)
    }
  }

  /// Writes everything; what may differ between two runs of the same command is under `machine`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(Release.version, forKey: .version)
    try values.encode(type(of: study).verb, forKey: .verb)
    try study.encode(to: values.superEncoder(forKey: .study))
    try values.encodeIfPresent(seed, forKey: .seed)
    try values.encode(inputs, forKey: .inputs)
    try values.encode(models, forKey: .models)
    try values.encode(rules, forKey: .rules)
    try values.encode(counts, forKey: .counts)
    try values.encode(
      Machine(threads: threads, reproducible: isReproducible, seconds: timings),
      forKey: .machine)
  }
}

/// Seconds a piece of work takes.
func timed<Value>(
  _ stage: String, _ timings: inout [String: Double], _ work: () throws(InputError) -> Value
) throws(InputError) -> Value {
  let clock = ContinuousClock()
  let start = clock.now
  let value = try work()
  let spent = (clock.now - start).components
  timings[stage, default: 0] += Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
  return value
}
