/// Names numbered from zero in the order they are first met.
struct NumberedNames {
  /// By number.
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]

  /// The number of `name`: the next one when it is new.
  mutating func number(of name: String) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
