internal import FoundationEssentials
public import PlimsollMarket
internal import PlimsollNumerics

extension RiskModel {
  /// Above this many factors the correlation goes to a file of its own.
  public static let mostFactorsInline = 64

  /// The parts of a model file: the JSON, and the correlation beside it when it is large.
  public struct Encoded: Sendable {
    /// The model, sorted keys.
    public var json: [UInt8]
    /// The correlation as `.npy` with its name; nil when it is inline.
    public var matrix: (name: String, bytes: [UInt8])?
  }

  /// What stands in the JSON for a correlation kept in a file of its own.
  private struct MatrixReference: Codable {
    var file: String
    var sha256: String
  }

  private struct File: Codable {
    var model: RiskModel
    var correlationFile: MatrixReference?

    init(model: RiskModel, correlationFile: MatrixReference?) {
      self.model = model
      self.correlationFile = correlationFile
    }

    private enum Key: String, CodingKey { case correlationFile }

    init(from decoder: any Decoder) throws {
      model = try RiskModel(from: decoder)
      correlationFile = try decoder.container(keyedBy: Key.self)
        .decodeIfPresent(MatrixReference.self, forKey: .correlationFile)
    }

    func encode(to encoder: any Encoder) throws {
      try model.encode(to: encoder)
      var values = encoder.container(keyedBy: Key.self)
      try values.encodeIfPresent(correlationFile, forKey: .correlationFile)
    }
  }

  /// The bytes of the model's file: the same model, the same bytes.
  ///
  /// - Parameter name: the file's name, which a matrix file beside it is named after.
  public func encoded(name: String) throws -> Encoded {
    var file = File(model: self, correlationFile: nil)
    var matrix: (name: String, bytes: [UInt8])?
    if factors.count > Self.mostFactorsInline {
      let bytes = NumPyFile.encode(dependence.correlation)
      // Named by its content: a model being replaced keeps the matrix it was written with.
      let digest = InputFile(name: name, bytes: bytes).sha256
      let matrixFile = InputFile(name: "\(name).\(digest).npy", bytes: bytes)
      file.model.dependence.correlation = Matrix(rows: 0, columns: 0)
      file.correlationFile = MatrixReference(file: matrixFile.name, sha256: matrixFile.sha256)
      matrix = (matrixFile.name, bytes)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return Encoded(json: Array(try encoder.encode(file)) + [10], matrix: matrix)
  }

  /// Reads a model file, and the matrix beside it when it names one.
  ///
  /// - Throws: an `InputError` that says why a file cannot be used: not a model, another format,
  ///   a matrix that is absent, changed, or no correlation.
  public init(path: String) throws(InputError) {
    let input = try InputFile(path: path)
    let file = try Self.decode(input)
    self = file.model
    if let reference = file.correlationFile {
      let matrix = try InputFile(path: path.folder + reference.file)
      guard matrix.sha256 == reference.sha256 else {
        throw .data(
          matrix.name, "is not the matrix that \(input.name) was written with",
          remedy: "Restore both files together, or calibrate again.")
      }
      do {
        dependence.correlation = try NumPyFile.decode(matrix.bytes)
      } catch {
        throw .data(matrix.name, "cannot be read: \(error)", remedy: "Calibrate again.")
      }
    }
    try check(file: input.name)
  }

  private static func decode(_ input: InputFile) throws(InputError) -> File {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let header = try decoder.decode(SchemaOnly.self, from: Data(input.bytes))
      if let schema = header.schema, !readableSchemas.contains(schema) {
        throw InputError.data(
          input.name,
          "is a model of format \(schema), this release reads \(readableSchemas.lowerBound) to "
            + "\(readableSchemas.upperBound)",
          remedy: "Calibrate it again with this release.")
      }
      return try decoder.decode(File.self, from: Data(input.bytes))
    } catch let error as InputError {
      throw error
    } catch {
      throw .data(
        input.name, "is not a model file: \(error)",
        remedy: "Give a file that `plimsoll calibrate` wrote.")
    }
  }

  private struct SchemaOnly: Decodable { var schema: Int? }

  private func check(file: String) throws(InputError) {
    let count = factors.count
    let correlation = dependence.correlation
    guard count > 0, correlation.rows == count, correlation.columns == count,
      correlation.isSymmetric, correlation.diagonal.allSatisfy({ abs($0 - 1) < 1e-9 }),
      Set(factors.map(\.factor)).count == count
    else {
      throw .data(
        file, "factors and correlation do not fit together",
        remedy: "Calibrate it again; do not edit the matrix by hand.")
    }
    _ = try dependence.mixingDegreesOfFreedom()
    for factor in factors {
      if factor.volatility.model.isFitted, factor.volatility.recursion?.isUsable != true {
        throw .data(
          file, "the variance recursion of \(factor.factor) is missing or not one",
          remedy: "Calibrate it again; do not edit it by hand.")
      }
      guard (0...VolatilityModel.largest).contains(factor.volatility.perBar) else {
        throw .data(
          file, "the volatility of \(factor.factor) is \(factor.volatility.perBar)",
          remedy: "Calibrate it again.")
      }
    }
  }
}
