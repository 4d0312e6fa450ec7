import Testing

/// The arrows between modules. An import that is not here fails, and so does an entry nothing needs any more.
private let allowed: [String: Set<String>] = [
    "CLibPQ": [],
    "CLibCrypto": [],
    "OAuth": ["Foundation"],
    "Secrets": ["CLibCrypto", "Foundation"],
    "Model": ["Foundation", "OAuth", "Secrets"],
    "Dialects": ["OAuth"],
    // Synchronization is the standard library's mutex.
    "Postgres": ["CLibPQ", "Foundation", "Logging", "Synchronization"],
    // OAuth for the words that are members of the model, such as a grant type's raw value.
    "Storage": ["Foundation", "Model", "OAuth", "Postgres"],
    // NIOHTTP1 holds the types of AsyncHTTPClient's headers and methods.
    "Broker": [
        "AsyncHTTPClient", "Dialects", "Foundation", "Logging", "Model", "NIOCore", "NIOHTTP1", "NIOPosix", "OAuth", "Postgres", "Secrets",
        "ServiceLifecycle", "Storage", "Synchronization",
    ],
    // It reads the dialects' wire form and the model's values; `Storage` and `Postgres` stay out of its reach.
    // The HTTP types are Hummingbird's own vocabulary, which it does not re-export.
    "BrokerHTTP": [
        "Broker", "Dialects", "Foundation", "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "Model", "Mustache", "NIOCore",
        "NIOHTTP1", "NIOHTTPTypes", "OAuth", "Secrets",
    ],
    // The composition root; the demo partner is a small server and client of its own.
    "symbolon": [
        "ArgumentParser", "AsyncHTTPClient", "Broker", "BrokerHTTP", "Configuration", "Dialects", "Foundation", "HTTPTypes", "Hummingbird",
        "Logging", "Model", "NIOCore", "NIOHTTP1", "OAuth", "Postgres", "Secrets", "ServiceLifecycle", "Storage", "UnixSignals",
    ],
]

@Suite("the arrows between modules")
struct ImportTests {
    @Test("every module has its arrows written down")
    func everyModule() throws {
        #expect(try Set(Repository.modules()) == Set(allowed.keys))
    }

    @Test("a module imports what it may, and may import nothing it does not", arguments: allowed.keys.sorted())
    func imports(of module: String) throws {
        var used: Set<String> = []
        for (path, text) in try Repository.sources("Sources/\(module)") {
            for match in text.matches(
                of: /(?m)^(?:@\w+ )?(?:package |public |internal |private )?import (?:struct |class |enum |protocol |func )?(\w+)/)
            {
                let name = String(match.1)
                used.insert(name)
                #expect(allowed[module]?.contains(name) == true, "\(path) imports \(name)")
            }
        }
        let unused = (allowed[module] ?? []).subtracting(used)
        #expect(unused.isEmpty, "\(module) no longer imports \(unused.sorted())")
    }

    @Test("the outgoing client alone reaches the network as a client")
    func outgoingOnly() throws {
        for (path, text) in try Repository.sources("Sources/Broker") where !path.contains("/Outgoing/") {
            #expect(!text.contains("import AsyncHTTPClient") && !text.contains("import NIO"), "\(path)")
        }
    }
}
