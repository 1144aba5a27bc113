internal import FoundationEssentials
public import PlimsollMarket
internal import ShippedModels

extension ShippedFiles {
  private static let schemaEnding = ".schema.json"

  /// The names of the JSON Schemas that travel with the toolkit, in order: one for each kind of
  /// hand-written file, one for each verb's study, one for model files.
  ///
  /// - Verified by: SchemaTests, SchemaKeysTests.
  public static var schemaNames: [String] {
    guard let folder = ShippedModels.path("schemas"),
      let files = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return [] }
    return files.filter { $0.hasSuffix(schemaEnding) }
      .map { String($0.dropLast(schemaEnding.count)) }.sorted()
  }

  /// The name of the file that holds a schema.
  public static func schemaFile(_ name: String) -> String { name + schemaEnding }

  /// The schema of that name: JSON, draft 2020-12.
  ///
  /// - Throws: an `InputError` of kind `.usage` for a name that is not one of `schemaNames`.
  public static func schema(_ name: String) throws(InputError) -> String {
    guard schemaNames.contains(name), let path = ShippedModels.path("schemas/" + schemaFile(name))
    else {
      throw .usage(
        "there is no schema called \"\(name)\"",
        remedy: InputError.suggestion(for: name, among: schemaNames))
    }
    return String(decoding: try InputFile(path: path).bytes, as: UTF8.self)
  }

  /// What the schema of that name describes, in a few words.
  public static func schemaTitle(_ name: String) throws(InputError) -> String {
    struct Titled: Decodable { var title: String }
    do {
      return try JSONDecoder().decode(Titled.self, from: Data(try schema(name).utf8)).title
    } catch let error as InputError {
      throw error
    } catch {
      throw .data(
        schemaFile(name), "is not a schema: \(error)", remedy: "Install the shipped models again.")
    }
  }
}
