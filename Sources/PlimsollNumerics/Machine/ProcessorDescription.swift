/// What `/proc/cpuinfo` says of the first processor.
///
/// - Verified by: ProcessorDescriptionTests.
struct ProcessorDescription: Equatable {
  /// What the maker calls it; nil on an architecture whose kernel does not say.
  var name: String?
  /// Those instruction sets among `MachineFacts.instructionSets` that it has and the system allows;
  /// nil when the kernel lists no flags.
  var instructionSets: [String]?

  /// Reads the text of `/proc/cpuinfo`; nil and unknown fields stay nil.
  init(cpuinfo: String?) {
    for line in (cpuinfo ?? "").split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let words = line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace)
      if key == "model name", name == nil, !words.isEmpty { name = words.joined(separator: " ") }
      if key == "flags", instructionSets == nil {
        let flags = Set(words.map(String.init))
        instructionSets = MachineFacts.instructionSets.filter(flags.contains)
      }
    }
  }
}
