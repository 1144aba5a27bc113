import Testing

@testable import PlimsollNumerics

@Suite struct ProcessStartTests {
  @Test func argumentsAreThoseOfTheProcess() throws {
    let arguments = try #require(ProcessStart.arguments)
    #expect(arguments.map { String(decoding: $0, as: UTF8.self) } == CommandLine.arguments)
  }

  @Test func theEnvironmentHasEntries() throws {
    let environment = try #require(ProcessStart.environment)
    #expect(environment.contains { $0.starts(with: Array("PATH=".utf8)) })
  }
}
