// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "plimsoll-benchmarks",
  dependencies: [
    .package(name: "plimsoll", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // Without its default traits: they would count allocations, at the cost of two more packages.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    // Races peers, and measures how time and memory grow.
    .executableTarget(
      name: "plimsoll-benchmark",
      dependencies: [
        .product(name: "Plimsoll", package: "plimsoll"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/PlimsollBenchmark"),
    // Times kernels against committed thresholds. The plug-in wants its folder in `Benchmarks`.
    .executableTarget(
      name: "MicroBenchmarks",
      dependencies: [
        .product(name: "Plimsoll", package: "plimsoll"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "MicroBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
