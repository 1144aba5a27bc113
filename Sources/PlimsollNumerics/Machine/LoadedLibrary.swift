internal import Glibc

/// Which shared object a C function of this process comes from.
///
/// - Source: dlsym(3), and proc(5) on `/proc/self/maps`.
/// - Verified by: LoadedLibraryTests.
enum LoadedLibrary {
  /// The file that defines `symbol`, links followed; nil when nothing loaded defines it.
  ///
  /// The search goes through the loaded objects in the loader's own order, so the answer is what
  /// every shared object that was linked against `symbol` calls.
  static func defining(_ symbol: String) -> String? {
    guard let address = dlsym(nil, symbol), let maps = SystemFile.text("/proc/self/maps") else {
      return nil
    }
    return file(at: UInt(bitPattern: address), in: maps)
  }

  /// The file mapped at `address`, by the text of `/proc/self/maps`; nil where none is.
  static func file(at address: UInt, in maps: String) -> String? {
    for line in maps.split(separator: "\n") {
      // A path may have spaces, and five words stand before it.
      let words = line.split(separator: " ", maxSplits: 5)
      let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard ends.count == 2, ends[0] <= address, address < ends[1] else { continue }
      let path = words.count == 6 ? String(words[5].drop { $0 == " " }) : ""
      return path.hasPrefix("/") ? path : nil
    }
    return nil
  }
}
