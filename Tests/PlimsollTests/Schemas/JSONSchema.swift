import Foundation

/// A validator of the part of JSON Schema (2020-12) that the shipped schemas use; a keyword it does
/// not know is an error, so that nothing is passed over.
struct JSONSchema {
  /// A place at which a document is wrong.
  struct Fault: Equatable {
    /// Keys and numbers of items that lead there.
    var path: [String]
    var message: String
    /// The keys allowed, where the fault is one that is not; nil for another fault.
    var allowed: [String]?
  }

  private let root: JSONValue

  init(_ root: JSONValue) { self.root = root }

  private static let known: Set<String> = [
    "$schema", "$defs", "$ref", "title", "description", "type", "enum", "const", "properties",
    "required", "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "minimum",
    "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "minLength", "minProperties",
    "maxProperties", "dependentRequired", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
  ]

  /// Everything that is wrong with `value`.
  func faults(_ value: JSONValue) -> [Fault] { faults(value, root, []) }

  private func faults(_ value: JSONValue, _ schema: JSONValue, _ path: [String]) -> [Fault] {
    if schema == .flag(true) { return [] }
    guard schema != .flag(false) else {
      return [Fault(path: path, message: "may not be there")]
    }
    var schema = schema
    if let name = schema["$ref"]?.string?.split(separator: "/").last {
      schema = root["$defs"]?[String(name)] ?? .flag(false)
    }
    let strange = schema.pairs.keys.filter { !Self.known.contains($0) }
    precondition(strange.isEmpty, "keywords of no meaning here: \(strange)")
    let plain = basics(value, schema) + sizes(value, schema)
    return plain.map { Fault(path: path, message: $0) } + members(value, schema, path)
      + combinations(value, schema, path)
  }

  private func has(_ value: JSONValue, type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.flag, "boolean"), (.text, "string"), (.list, "array"),
      (.object, "object"), (.number, "number"):
      true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }

  private func basics(_ value: JSONValue, _ schema: JSONValue) -> [String] {
    var found: [String] = []
    if let type = schema["type"] {
      let types = type.string.map { [$0] } ?? type.items.compactMap(\.string)
      if !types.contains(where: { has(value, type: $0) }) { found.append("is no \(types)") }
    }
    if let choices = schema["enum"], !choices.items.contains(value) {
      found.append("is none of \(choices.json)")
    }
    if let only = schema["const"], only != value { found.append("is not \(only.json)") }
    return found
  }

  private func sizes(_ value: JSONValue, _ schema: JSONValue) -> [String] {
    func breaks(_ key: String, _ size: Double, _ isWrong: (Double, Double) -> Bool) -> String? {
      schema[key]?.double.flatMap { isWrong(size, $0) ? "\(size) breaks \(key) \($0)" : nil }
    }
    switch value {
    case .number(let number):
      return [
        breaks("minimum", number, <), breaks("maximum", number, >),
        breaks("exclusiveMinimum", number, <=), breaks("exclusiveMaximum", number, >=),
      ].compactMap(\.self)
    case .text(let text):
      let pattern = schema["pattern"]?.string
      let fits = pattern.map { text.range(of: $0, options: .regularExpression) != nil } ?? true
      return [breaks("minLength", Double(text.count), <), fits ? nil : "breaks the pattern"]
        .compactMap(\.self)
    case .list(let items):
      let count = Double(items.count)
      return [breaks("minItems", count, <), breaks("maxItems", count, >)].compactMap(\.self)
    case .object(let pairs):
      let count = Double(pairs.count)
      let needed = schema["required"]?.items.compactMap(\.string) ?? []
      let dependent = (schema["dependentRequired"]?.pairs ?? [:])
        .filter { pairs[$0.key] != nil }.flatMap { $0.value.items.compactMap(\.string) }
      return [breaks("minProperties", count, <), breaks("maxProperties", count, >)]
        .compactMap(\.self)
        + (needed + dependent).filter { pairs[$0] == nil }.map { "has no \($0)" }
    default: return []
    }
  }

  private func members(_ value: JSONValue, _ schema: JSONValue, _ path: [String]) -> [Fault] {
    switch value {
    case .list(let items):
      let first = schema["prefixItems"]?.items ?? []
      return items.enumerated().flatMap { place, item in
        let own = place < first.count ? first[place] : schema["items"]
        return own.map { faults(item, $0, path + ["\(place)"]) } ?? []
      }
    case .object(let pairs):
      let named = schema["properties"]?.pairs ?? [:]
      return pairs.sorted { $0.key < $1.key }.flatMap { key, item -> [Fault] in
        if let own = named[key] { return faults(item, own, path + [key]) }
        guard let other = schema["additionalProperties"] else { return [] }
        guard other != .flag(false) else {
          return [Fault(path: path + [key], message: "unknown key", allowed: named.keys.sorted())]
        }
        return faults(item, other, path + [key])
      }
    default: return []
    }
  }

  private func combinations(_ value: JSONValue, _ schema: JSONValue, _ path: [String]) -> [Fault] {
    func fits(_ schema: JSONValue) -> Bool { faults(value, schema, path).isEmpty }
    var found = (schema["allOf"]?.items ?? []).flatMap { faults(value, $0, path) }
    if let condition = schema["if"], let branch = schema[fits(condition) ? "then" : "else"] {
      found += faults(value, branch, path)
    }
    if let any = schema["anyOf"], !any.items.contains(where: fits) {
      found.append(Fault(path: path, message: "fits none of what it may be"))
    }
    if let one = schema["oneOf"], one.items.count(where: fits) != 1 {
      found.append(Fault(path: path, message: "is not exactly one of what it may be"))
    }
    if let not = schema["not"], fits(not) {
      found.append(Fault(path: path, message: "is what it may not be"))
    }
    return found
  }
}
