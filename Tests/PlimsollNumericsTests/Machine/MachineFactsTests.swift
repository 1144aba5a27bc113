import Foundation
import Testing

@testable import PlimsollNumerics

@Suite struct MachineFactsTests {
  /// What every machine that runs this must be able to tell.
  @Test func thisMachine() throws {
    let facts = MachineFacts.current
    #expect(facts.blasVersion?.contains(".") == true)
    #expect(facts.blasConfiguration == BLAS.configuration)
    #expect(facts.blasKernel == BLAS.coreName)
    #expect(facts.blasThreads == 1)
    #expect(facts.blasThreading != nil)
    for library in [facts.blasLibrary, facts.productsLibrary, facts.lapackLibrary] {
      #expect(FileManager.default.fileExists(atPath: try #require(library)))
    }
    #expect(facts.vectorPath == VectorPath.current.rawValue)
    #expect(["x86_64", "aarch64"].contains(facts.architecture))
    #expect(facts.cores == Parallel.availableThreads)
    #expect(try #require(facts.memory) > 1 << 27)
    #expect(try #require(facts.cLibrary).hasPrefix("glibc 2."))
    if facts.architecture == "x86_64" { #expect(facts.processorFeatures != nil) }
  }

  @Test func theVersionIsTheFirstNumberOfTheConfiguration() {
    #expect(MachineFacts.version(in: "OpenBLAS 0.3.21 NO_LAPACKE MAX_THREADS=64") == "0.3.21")
    #expect(MachineFacts.version(in: "unknown") == nil)
  }

  @Test func onlyVariablesThatMatterAreKept() {
    let names = Set(MachineFacts.environmentNames)
    #expect(Set(MachineFacts.current.environment.keys).isSubset(of: names))
  }

  @Test func whatCannotBeToldStaysUntoldInAFile() throws {
    let facts = MachineFacts.madeUp {
      $0.memory = nil
      $0.processorFeatures = nil
    }
    let bytes = try JSONEncoder().encode(facts)
    #expect(try JSONDecoder().decode(MachineFacts.self, from: bytes) == facts)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("memory"))
  }
}
