// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "plimsoll-benchmarks",
  dependencies: [.package(name: "plimsoll", path: "..")],
  targets: [
    .executableTarget(
      name: "plimsoll-benchmark",
      dependencies: [.product(name: "Plimsoll", package: "plimsoll")],
      path: "Sources/PlimsollBenchmark")
  ],
  swiftLanguageModes: [.v6]
)
