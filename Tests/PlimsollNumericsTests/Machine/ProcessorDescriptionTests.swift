import Testing

@testable import PlimsollNumerics

@Suite struct ProcessorDescriptionTests {
  @Test func theFirstProcessorOfX86() {
    let description = ProcessorDescription(
      cpuinfo: """
        processor\t: 0
        model name\t: A  Maker's   CPU @ 3.00GHz
        flags\t\t: fpu sse2 avx2x avx fma avx2

        processor\t: 1
        model name\t: Another
        flags\t\t: fpu avx512f

        """)
    #expect(description.name == "A Maker's CPU @ 3.00GHz")
    #expect(description.instructionSets == ["avx2", "fma"])
  }

  /// 64-bit Arm: no model name, and features by another key and other names.
  @Test func anArchitectureThatSaysLess() {
    let description = ProcessorDescription(
      cpuinfo: "processor\t: 0\nFeatures\t: fp asimd\nCPU part\t: 0xd0c\n")
    #expect(description.name == nil)
    #expect(description.instructionSets == nil)
  }

  @Test func noFileAtAll() {
    #expect(ProcessorDescription(cpuinfo: nil) == ProcessorDescription(cpuinfo: ""))
  }
}
