internal import FoundationEssentials
public import PlimsollMarket

/// What the rows and columns of a `.npy` file are: a small JSON file beside it, for NumPy has no names.
///
/// - Verified by: ScenarioTableTests.
public struct ArrayLabels: Sendable, Equatable, Codable {
  /// What a number is: `log return`, `gain in USD`.
  public var values: String
  /// The name of each column.
  public var columns: [String]
  /// Over what time; nil when it does not say.
  public var horizon: TimeSpan?

  /// Labels of an array of scenarios × `columns`.
  public init(values: String, columns: [String], horizon: TimeSpan? = nil) {
    self.values = values
    self.columns = columns
    self.horizon = horizon
  }

  /// The name of the labels of an array.
  public static func name(beside array: String) -> String { array + ".json" }

  /// The bytes of the file, sorted keys.
  public func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return Array(try encoder.encode(self)) + [10] } catch {
      preconditionFailure("labels are text: \(error)")
    }
  }

  /// The file of labels beside an array; nil when there is none.
  static func file(beside array: String) throws(InputError) -> InputFile? {
    let path = name(beside: array)
    return FileManager.default.fileExists(atPath: path) ? try InputFile(path: path) : nil
  }

  /// Reads a file of labels.
  public init(_ file: InputFile) throws(InputError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(file.bytes))
    } catch {
      throw .data(
        file.name, "is not the labels of an array: \(error)",
        remedy:
          "Write {\"values\": \"log return\", \"columns\": [\"BTC\"], \"horizon\": \"1d\"}, or "
          + "remove it and name the factors.")
    }
  }
}
