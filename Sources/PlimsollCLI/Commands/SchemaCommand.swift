import ArgumentParser
import Plimsoll

/// `plimsoll schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "JSON Schemas of studies, rules, packs and every other hand-written file.",
    discussion: """
      Without a name lists the schemas (draft 2020-12) and what each describes; with one prints it; \
      with -o writes it, or all, to a folder. An editor then completes keys and marks mistakes when \
      the YAML begins with the line

        # yaml-language-server: $schema=schemas/rule.schema.json

      The readers check more than a schema can say: names, order, files that are named. They also \
      take numbers in quotes, which the schemas refuse.

      EXAMPLE: plimsoll schema -o schemas
      """)

  @Argument(help: "The schema to print; without it, the list.")
  var name: String?

  @Option(
    name: .shortAndLong, help: "Write the schema, or all of them, to this folder.",
    completion: .directory)
  var output: String?

  func run() throws {
    let names = name.map { [$0] } ?? ShippedFiles.schemaNames
    guard let output else {
      if let name {
        print(try ShippedFiles.schema(name), terminator: "")
      } else {
        try list(names)
      }
      return
    }
    var folder = OutputFolder()
    for name in names { folder.add(ShippedFiles.schemaFile(name), try ShippedFiles.schema(name)) }
    try folder.write(to: output)
    try list(names)
  }

  private func list(_ names: [String]) throws {
    let width = names.map(\.count).max() ?? 0
    for name in names {
      let padding = String(repeating: " ", count: width - name.count + 2)
      print(name + padding + (try ShippedFiles.schemaTitle(name)))
    }
  }
}
