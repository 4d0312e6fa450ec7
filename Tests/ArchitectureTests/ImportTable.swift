/// What each module may import (DESIGN.md, "The shape"). Foundation is allowed everywhere.
enum ImportTable {
    static let allowed: [String: Set<String>] = [
        "OAuth": [],
        "Secrets": ["CLibCrypto"],
        "Model": ["OAuth", "Secrets"],
        "Dialects": ["Model", "OAuth"],
        // Synchronization: the pool's state is behind a mutex of the standard library.
        "Postgres": ["CLibPQ", "Logging", "Synchronization"],
        // OAuth: a platform's row holds grant types, whose initializer is a member of GrantType.
        "Storage": ["Model", "OAuth", "Postgres", "Synchronization"],
        // NIO: the pinned outgoing client looks at the connection's real peer before it speaks.
        // Synchronization: the limiter of sign-ins keeps its buckets behind a mutex.
        "Broker": [
            "AsyncHTTPClient", "Dialects", "Logging", "Model", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "OAuth", "Postgres",
            "Secrets", "ServiceLifecycle", "Storage", "Synchronization",
        ],
        // Secrets: tokens and cookies are plain secrets until they reach the broker. NIO and HummingbirdCore: limits on connections, and
        // what is answered on them directly. Synchronization: the date and the ids of such answers.
        "BrokerHTTP": [
            "Broker", "Dialects", "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "Model", "Mustache", "NIOCore", "NIOHTTP1",
            "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "OAuth", "Secrets", "Synchronization",
        ],
        // The composition root and the commands; NIO and AsyncHTTPClient for the demo's partner page.
        // Synchronization: what was last said of long work. CMalloc: what the start leaves behind goes back.
        "symbolon": [
            "ArgumentParser", "AsyncHTTPClient", "Broker", "BrokerHTTP", "CMalloc", "Configuration", "Dialects", "HTTPTypes",
            "Hummingbird", "Logging", "Model", "NIOCore", "NIOHTTP1", "OAuth", "Postgres", "Secrets", "ServiceLifecycle", "Storage",
            "Synchronization", "UnixSignals",
        ],
    ]

    /// Below this folder only, although the module may.
    static let confined: [String: String] = [
        "NIOPosix": "Broker/Outgoing/", "NIOSSL": "Broker/Outgoing/", "CLibPQ": "Postgres/", "CLibCrypto": "Secrets/",
    ]
}
