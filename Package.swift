// swift-tools-version: 6.3

import PackageDescription

/// Whether the numeric rooms are compiled optimised in debug builds too.
///
/// An unoptimised kernel is 9 to 84 times slower, but SwiftPM refuses unsafe flags in a versioned
/// dependency, so only the Makefile asks for them.
let optimisesKernels = Context.environment["MAQUETTE_OPTIMISE_KERNELS"] == "1"

/// Whether the program carries AMX's instructions out itself, for a look at what they paint without it.
let emulatesTiles = Context.environment["MAQUETTE_EMULATES_TILES"] == "1"

let optimisedSwift: [SwiftSetting] =
  optimisesKernels
  ? [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))] : []

let optimisedC: [CSetting] = optimisesKernels ? [.unsafeFlags(["-O3"])] : []

let package = Package(
  name: "Maquette",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "MaquettePlan", targets: ["Layouts", "Planning", "Completions", "Drawing"]),
    .library(name: "MaquettePaint", targets: ["Tensors", "Networks", "Models", "Diffusion"]),
    .executable(name: "maquette", targets: ["maquette"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - Plan: caption → prompt → completion → layout → masks

    .target(name: "Layouts"),
    .target(
      name: "Planning",
      dependencies: ["Layouts", .product(name: "Mustache", package: "swift-mustache")],
      resources: [.copy("../../Templates")]),
    .target(name: "Completions", dependencies: ["Layouts", "Planning", "CCurl"]),
    .target(
      name: "Drawing", dependencies: ["Layouts", "CPNG", "CRSVG", "CXML"],
      swiftSettings: optimisedSwift),
    .target(
      name: "Scenes", dependencies: ["Layouts", "Drawing"],
      resources: [.copy("../../Atlas")], swiftSettings: optimisedSwift),

    // MARK: - Paint: layout + masks → latents → picture

    .target(
      name: "Tensors", dependencies: ["COpenBLAS", "CKernels"], swiftSettings: optimisedSwift),
    .target(name: "Networks", dependencies: ["Tensors"], swiftSettings: optimisedSwift),
    .target(name: "Models", dependencies: ["Networks", "Tensors"], swiftSettings: optimisedSwift),
    .target(
      name: "Diffusion",
      dependencies: ["Models", "Networks", "Tensors", "Layouts", "Drawing"],
      resources: [
        .copy("../../Checkpoints/default"), .copy("../../Checkpoints/detector"),
      ], swiftSettings: optimisedSwift),

    .target(
      name: "Training",
      dependencies: [
        "Diffusion", "Models", "Networks", "Tensors", "Layouts", "Drawing", "Scenes",
      ], swiftSettings: optimisedSwift),

    // MARK: - Run: measure, remember, serve

    .target(
      name: "Experiments",
      dependencies: [
        "Layouts", "Planning", "Drawing", "Models", "Networks", "Tensors", "Diffusion",
        "Scenes",
      ]),
    .executableTarget(
      name: "maquette",
      dependencies: [
        "Layouts", "Planning", "Completions", "Drawing", "Tensors", "Networks", "Models",
        "Diffusion", "Experiments", "Scenes", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ] + (emulatesTiles ? ["TileEmulator"] : [])),

    // MARK: - Doors: one C library each, imported by one room each

    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CRSVG", pkgConfig: "librsvg-2.0",
      providers: [.apt(["librsvg2-dev"]), .brew(["librsvg"])]),
    .systemLibrary(
      name: "CXML", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
    .target(name: "CKernels", cSettings: optimisedC),

    // MARK: - Tests

    .target(
      name: "TileEmulator", dependencies: ["CKernels"], path: "Tests/TileEmulator",
      cSettings: optimisedC),
    .target(
      name: "TestSupport", dependencies: ["Layouts", "Tensors", "TileEmulator"],
      path: "Tests/TestSupport"),
    .testTarget(name: "LayoutsTests", dependencies: ["Layouts", "TestSupport"]),
    .testTarget(name: "PlanningTests", dependencies: ["Planning", "Layouts", "TestSupport"]),
    .testTarget(
      name: "CompletionsTests", dependencies: ["Completions", "Layouts", "Planning", "TestSupport"]),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing", "Layouts", "TestSupport"]),
    .testTarget(
      name: "ScenesTests", dependencies: ["Scenes", "Layouts", "Drawing", "TestSupport"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "TestSupport", "TileEmulator"]),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "Tensors", "TestSupport"]),
    .testTarget(
      name: "ModelsTests", dependencies: ["Models", "Networks", "Tensors", "TestSupport"]),
    .testTarget(
      name: "DiffusionTests",
      dependencies: [
        "Diffusion", "Models", "Networks", "Tensors", "Layouts", "Drawing", "TestSupport",
      ]),
    .testTarget(
      name: "MaquetteTests",
      dependencies: [
        "maquette", "Layouts", "Planning", "Drawing", "Tensors", "Diffusion", "Training",
        "TestSupport",
        .product(name: "Yams", package: "Yams"),
      ]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Experiments", "Layouts", "Planning", "Diffusion", "Models", "TestSupport"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Diffusion", "Models", "Networks", "Tensors", "Layouts", "Drawing", "Scenes",
        "TestSupport",
      ]),
    .testTarget(name: "HouseTests", dependencies: ["TestSupport"]),
  ]
)

/// The doors and the C target take no Swift settings.
let swiftTargets = package.targets.filter {
  [.regular, .executable, .test].contains($0.type)
    && !["CKernels", "TileEmulator"].contains($0.name)
}

for target in swiftTargets {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("InternalImportsByDefault"),
    ]
}
