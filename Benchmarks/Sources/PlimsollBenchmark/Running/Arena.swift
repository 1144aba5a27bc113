import Foundation
import Plimsoll

/// Where races are run: the programs that take part, a folder for their files, and how long it may
/// take.
struct Arena {
  /// The folder of this package.
  let root: URL
  /// A folder for files that both sides read; removed at the end.
  let folder: String
  /// The peers.
  let server: PeerServer
  /// The same without AVX-512: see `peersBothWays`.
  let narrowServer: PeerServer
  /// The programs.
  let programs: Programs
  /// Whether small sizes and few rounds will do, to see that everything works.
  let isQuick: Bool

  /// All cores: what "all threads" means for either side.
  let threads = Parallel.availableThreads

  /// How long a side repeats short work in one turn, in seconds.
  var leastSeconds: Double { isQuick ? 0.02 : 0.1 }

  /// The rounds of a race that wants `rounds`.
  func rounds(_ rounds: Int) -> Int { isQuick ? 1 : rounds }

  /// The sample book of the repository.
  var sampleBook: String {
    root.deletingLastPathComponent().appendingPathComponent("models/books/sample").path
  }

  /// A path in the folder of files.
  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Writes a matrix for the peers to read.
  func write(_ matrix: Matrix, to name: String) throws {
    try OutputFolder.write(NumPyFile.encode(matrix), toFile: path(name))
  }

  /// Peers of the Python process, once the files they read are written.
  func peers(_ names: String..., of workload: Workload) throws -> [Peer] {
    try names.map { try peer($0, of: workload) }
  }

  /// Peers that live on NumPy's partition, as they are and, under a name of its own, without
  /// AVX-512: some processors (AMD's Zen 4) store compressed vectors in microcode, and NumPy's
  /// partition is several times faster there in AVX2. A race against the slow way alone would
  /// flatter us.
  func peersBothWays(_ names: String..., of workload: Workload) throws -> [Peer] {
    try names.flatMap { name in
      var narrow = try peer(name, of: workload, on: narrowServer)
      narrow.name += "-avx2"
      return [try peer(name, of: workload), narrow]
    }
  }

  /// Forgets what the peers of a race have set up.
  func release() throws {
    try server.release()
    try narrowServer.release()
  }

  /// A peer of the Python process.
  ///
  /// - Parameters:
  ///   - name: as `comparison.csv` calls it.
  ///   - workload: the workload it does, for its size and threads; `serve.py` knows it as
  ///     `<workload>.<name>`.
  ///   - share: the share of the workload it is given.
  ///   - other: the process; nil for the usual one.
  func peer(
    _ name: String, of workload: Workload, share: Double = 1, on other: PeerServer? = nil
  ) throws -> Peer {
    let size = Int((Double(workload.size) * share).rounded())
    return Peer(
      name: name,
      work: try (other ?? server).prepare(
        "\(workload.family).\(name)", size: size, threads: workload.threads, folder: folder),
      share: Double(size) / Double(workload.size))
  }
}
