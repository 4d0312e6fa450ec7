// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Tests read members of what a builder hands them without importing every module behind it.
let testSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// The arrows of the architecture: `Tests/ArchitectureTests` holds every import in `Sources/` against them.
let modules: [Target] = [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .target(name: "OAuth", exclude: ["README.md"], swiftSettings: settings),
    .target(name: "Secrets", dependencies: ["CLibCrypto"], exclude: ["README.md"], swiftSettings: settings),
    .target(name: "Model", dependencies: ["OAuth", "Secrets"], exclude: ["README.md"], swiftSettings: settings),
    .target(name: "Dialects", dependencies: ["OAuth", "Model"], exclude: ["README.md"], swiftSettings: settings),
    .target(name: "Postgres", dependencies: ["CLibPQ", logging], exclude: ["README.md"], swiftSettings: settings),
    .target(name: "Storage", dependencies: ["OAuth", "Model", "Postgres"], exclude: ["README.md"], swiftSettings: settings),
    .target(
        name: "Broker",
        dependencies: [
            "OAuth", "Secrets", "Model", "Dialects", "Postgres", "Storage", asyncHTTPClient, lifecycle, logging, nioCore, nioHTTP1,
            nioPosix, nioSSL,
        ], exclude: ["README.md", "Outgoing/README.md"], swiftSettings: settings),
    .target(
        name: "BrokerHTTP",
        dependencies: [
            "OAuth", "Secrets", "Model", "Dialects", "Broker", hummingbird, mustache, httpTypes, logging, nioCore, nioHTTP1, nioHTTPTypes,
            nioHTTPTypesHTTP1,
        ],
        exclude: ["README.md", "Pages/Templates"], swiftSettings: settings),
    .executableTarget(
        name: "symbolon",
        dependencies: [
            "CMalloc", "OAuth", "Secrets", "Model", "Dialects", "Postgres", "Storage", "Broker", "BrokerHTTP", argumentParser,
            asyncHTTPClient, configuration, httpTypes, hummingbird, lifecycle, logging, nioCore, nioHTTP1, unixSignals,
        ], exclude: ["README.md"], swiftSettings: settings),
]

let benchmarks: [Target] = [
    .executableTarget(
        name: "symbolon-bench",
        dependencies: [
            "OAuth", "Secrets", "Model", "Dialects", "Postgres", "Storage", "Broker", "BrokerHTTP", argumentParser, asyncHTTPClient,
            httpTypes, hummingbird, lifecycle, logging, nioCore, nioPosix,
        ], path: "Benchmarks/Sources", swiftSettings: testSettings)
]

let tests: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [
            "OAuth", "Secrets", "Model", "Dialects", "Postgres", "Storage", "Broker", "BrokerHTTP", asyncHTTPClient, httpTypes, hummingbird,
            lifecycle, logging, nioCore, nioHTTP1, nioPosix,
        ], path: "Tests/TestSupport", swiftSettings: testSettings),
    .testTarget(name: "ArchitectureTests", swiftSettings: testSettings),
    .testTarget(name: "OAuthTests", dependencies: ["OAuth"], swiftSettings: testSettings),
    .testTarget(name: "ModelTests", dependencies: ["Model"], swiftSettings: testSettings),
    .testTarget(name: "SecretsTests", dependencies: ["Secrets"], swiftSettings: testSettings),
    .testTarget(
        name: "DialectTests", dependencies: ["OAuth", "Model", "Dialects", "Secrets", "Broker", "Storage", "TestSupport"],
        swiftSettings: testSettings),
    .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport", logging], swiftSettings: testSettings),
    .testTarget(
        name: "StorageTests", dependencies: ["OAuth", "Secrets", "Model", "Dialects", "Postgres", "Storage", "Broker", "TestSupport"],
        swiftSettings: testSettings),
    .testTarget(
        name: "BrokerTests",
        dependencies: [
            "OAuth", "Secrets", "Model", "Dialects", "Postgres", "Storage", "Broker", "TestSupport", asyncHTTPClient, logging, nioCore,
            nioHTTP1, nioPosix,
        ], swiftSettings: testSettings),
    .testTarget(
        name: "BrokerHTTPTests",
        dependencies: [
            "OAuth", "Secrets", "Model", "Dialects", "Postgres", "Storage", "Broker", "BrokerHTTP", "TestSupport", logging, nioCore,
            nioPosix,
        ], swiftSettings: testSettings),
    .testTarget(
        name: "EndToEndTests", dependencies: ["Postgres", "Storage", "TestSupport", "symbolon"], swiftSettings: testSettings),
]

/// Whether data rule 3 of the design holds while everything changes: see Tests/History/README.md.
let history: [Target] = [
    .target(name: "HistoryCheck", path: "Tests/History/Check", swiftSettings: testSettings),
    .executableTarget(
        name: "symbolon-history", dependencies: ["CLibPQ", "HistoryCheck", "Secrets", argumentParser], path: "Tests/History/Sources",
        swiftSettings: testSettings),
    .testTarget(name: "HistoryTests", dependencies: ["HistoryCheck"], path: "Tests/HistoryTests", swiftSettings: testSettings),
]

let package = Package(
    name: "symbolon",
    products: [.executable(name: "symbolon", targets: ["symbolon"])],
    dependencies: [
        // FullFoundation is Hummingbird's default; its configuration trait is not used here.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: modules + benchmarks + history + tests
)
