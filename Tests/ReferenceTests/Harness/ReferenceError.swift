/// Why a file cannot be checked.
enum ReferenceError: Error, CustomStringConvertible {
  /// An input is not there or has another shape than its schema says.
  case input(String)
  /// The data may not be in this folder.
  case absentData(String)

  var description: String {
    switch self {
    case .input(let key): "the input \(key) is absent or of another shape"
    case .absentData(let file): "\(file) is not beside it"
    }
  }
}
