import Foundation
import PlimsollMarket
import Synchronization

/// Ten thousand damaged files for each reader of a family, in a process that may die of one.
///
/// The law: a reader reads values that keep its promises, or throws an `InputError` that names a file and
/// a remedy; it neither traps, nor takes long, nor asks for absurd amounts of memory. A log names the
/// reader and the case before it is tried, so that it is known after a trap.
struct FuzzRun {
  static let casesPerReader = 10_000
  /// What the log's first line says when no case has ended the process.
  static let ended = "ended"
  private static let longest = Duration.seconds(20)
  private static let mostComplaints = 5
  private static let mostComplaintShown = 400
  private static let mostMemory: rlim_t = 16 << 30

  private let family: String
  private let readers: [FuzzReader]

  init(_ family: String, _ readers: [FuzzReader]) {
    self.family = family
    self.readers = readers
  }

  /// Where a child of the process `parent` writes where it is, and what was wrong.
  static func log(of family: String, parent: Int32) -> URL {
    FileManager.default.temporaryDirectory.appending(path: "plimsoll-fuzz-\(family)-\(parent).log")
  }

  /// Tries every case of every reader, and ends the process.
  func run() throws -> Never {
    Self.limitMemory()
    let url = Self.log(of: family, parent: getppid())
    try Data().write(to: url)
    let log = try FileHandle(forWritingTo: url)
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let watch = CaseWatch(longest: Self.longest)
    watch.start()
    var complaints: [String] = []
    for reader in readers {
      let seeds = try reader.content()
      let started = ContinuousClock.now
      var read = 0
      for number in 0..<Self.casesPerReader where complaints.count < Self.mostComplaints {
        watch.note()
        try log.seek(toOffset: 0)
        try log.write(contentsOf: Data(Self.padded("\(reader.name) \(number)").utf8))
        let outcome = Self.outcome(of: reader, number, seeds: seeds, folder: scratch.path)
        if outcome == nil { read += 1 }
        if case .broken(let complaint)? = outcome {
          let line = complaint.replacing("\n", with: " ").prefix(Self.mostComplaintShown)
          complaints.append("\(reader.name) \(number): \(line)")
          try log.seekToEnd()
          try log.write(contentsOf: Data((complaints.last ?? "").utf8 + [10]))
        }
      }
      if ProcessInfo.processInfo.environment["PLIMSOLL_FUZZ_TIMES"] != nil {
        print(reader.name, "read", read, "in", ContinuousClock.now - started)
      }
      // A reader that reads nothing, or everything, is not tested.
      let fewest = reader.isReadable ? 20 : 0
      if read < fewest || read > Self.casesPerReader - 20, complaints.isEmpty {
        complaints.append("\(reader.name): \(read) cases read, which tells nothing")
        try log.seekToEnd()
        try log.write(contentsOf: Data((complaints.last ?? "").utf8 + [10]))
      }
    }
    try FileManager.default.removeItem(at: scratch)
    try log.seek(toOffset: 0)
    try log.write(contentsOf: Data(Self.padded(Self.ended).utf8))
    if complaints.isEmpty { try FileManager.default.removeItem(at: url) }
    exit(complaints.isEmpty ? 0 : 1)
  }

  /// What becomes of a case that is not read as it should be.
  enum Outcome {
    case refused
    case broken(String)
  }

  /// Tries one case; nil when it is read and keeps its promises.
  static func outcome(
    of reader: FuzzReader, _ number: Int, seeds: [[UInt8]], folder: String
  ) -> Outcome? {
    let mutator = Mutator(reader.name, case: number, seeds: seeds)
    let file = DamagedFile(name: reader.seeds[0], bytes: mutator.bytes, folder: folder)
    do {
      try reader.read(file)
      return nil
    } catch let error as InputError {
      return fault(of: error, file: file).map { .broken("\($0): \(error)") } ?? .refused
    } catch {
      return .broken("\(error)")
    }
  }

  /// What an error lacks; nil when it names its place and a remedy.
  private static func fault(of error: InputError, file: DamagedFile) -> String? {
    if error.remedy.isEmpty || error.message.isEmpty { return "no message or no remedy" }
    if error.description.utf8.count > 2_000 { return "an error of over 2,000 bytes" }
    if error.description.utf8.contains(0) { return "an error with a zero byte" }
    switch error.kind {
    case .usage: return nil
    case .absentFile: return error.place == nil ? "an absent file without name" : nil
    case .data:
      guard let place = error.place else { return "no file named" }
      guard InputFile.displayName(of: place.file) == file.name else { return "another file named" }
      if let line = place.line, line < 1 || line > file.bytes.count + 1 { return "no such line" }
      return nil
    }
  }

  private static func padded(_ text: String) -> String {
    text + String(repeating: " ", count: max(0, 63 - text.utf8.count)) + "\n"
  }

  /// An absurd allocation then fails at once; AddressSanitizer reserves more than this for itself.
  private static func limitMemory() {
    guard ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil else { return }
    var limit = rlimit(rlim_cur: mostMemory, rlim_max: mostMemory)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }
}

/// Ends the process when a case takes too long.
private final class CaseWatch: Sendable {
  private let longest: Duration
  private let began = Mutex(ContinuousClock.now)

  init(longest: Duration) { self.longest = longest }

  func note() { began.withLock { $0 = .now } }

  func start() {
    Thread.detachNewThread { [self] in
      while began.withLock({ .now - $0 }) < longest { Thread.sleep(forTimeInterval: 0.5) }
      exit(2)
    }
  }
}
