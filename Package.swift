// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "plimsoll",
  products: [
    .library(name: "Plimsoll", targets: ["Plimsoll"]),
    .executable(name: "plimsoll", targets: ["PlimsollCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"])]),
    .target(
      name: "CPlimsollKernels",
      exclude: [
        "functions.inc", "loops.inc", "losses.inc", "normals.inc", "options.inc", "products.inc",
        "sobol.inc",
      ]),
    .target(
      name: "PlimsollNumerics",
      dependencies: ["CNLopt", "COpenBLAS", "COpenSSL", "CPlimsollKernels"]),
    .target(
      name: "PlimsollMarket",
      dependencies: [
        "PlimsollNumerics",
        .product(name: "Yams", package: "Yams"),
      ]),
    .target(name: "PlimsollScenarios", dependencies: ["PlimsollMarket", "PlimsollNumerics"]),
    .target(
      name: "PlimsollMargin",
      dependencies: ["PlimsollScenarios", "PlimsollMarket", "PlimsollNumerics"]),
    .target(
      name: "PlimsollClearing",
      dependencies: ["PlimsollMargin", "PlimsollScenarios", "PlimsollMarket", "PlimsollNumerics"]),
    .target(
      name: "Plimsoll",
      dependencies: [
        "PlimsollClearing", "PlimsollMargin", "PlimsollScenarios", "PlimsollMarket",
        "PlimsollNumerics", "ShippedModels",
      ]),
    // Rules, specs and books travel with the command; the folder itself is the target.
    .target(
      name: "ShippedModels", path: "models", sources: ["ShippedModels.swift"],
      resources: [
        .copy("books"), .copy("factors"), .copy("impact"), .copy("liquidation"), .copy("rules"),
        .copy("schemas"), .copy("specs"), .copy("stress"), .copy("studies"), .copy("venues"),
        .copy("waterfalls"),
      ]),
    .executableTarget(
      name: "PlimsollCLI",
      dependencies: [
        "Plimsoll",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "PlimsollNumericsTests", dependencies: ["PlimsollNumerics"]),
    .testTarget(name: "PlimsollMarketTests", dependencies: ["PlimsollMarket"]),
    .target(
      name: "TestBooks",
      dependencies: ["PlimsollMarket", "PlimsollNumerics", "PlimsollScenarios"],
      path: "Tests/TestBooks"),
    .testTarget(
      name: "PlimsollScenariosTests", dependencies: ["PlimsollScenarios", "TestBooks"]),
    .testTarget(name: "PlimsollMarginTests", dependencies: ["PlimsollMargin", "TestBooks"]),
    .testTarget(name: "PlimsollClearingTests", dependencies: ["PlimsollClearing", "TestBooks"]),
    .testTarget(
      name: "PlimsollTests",
      dependencies: ["Plimsoll", "TestBooks", .product(name: "Yams", package: "Yams")],
      exclude: ["Venues/Goldens"]),
    .testTarget(name: "PlimsollCLITests", dependencies: ["PlimsollCLI", "Plimsoll"]),
    .testTarget(
      name: "FuzzTests", dependencies: ["Plimsoll"], resources: [.copy("Seeds")]),
    .testTarget(
      name: "ReferenceTests", dependencies: ["Plimsoll"],
      resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
// Unsafe code has one home, PlimsollNumerics; the compiler proves it of every other library.
for target in package.targets
where target.type != .system && target.name != "CPlimsollKernels" {
  let settings = strict + (target.name.hasPrefix("PlimsollNumerics") ? [] : [.strictMemorySafety()])
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}
