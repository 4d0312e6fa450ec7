import Broker
import Dialects
import Foundation
import Logging
import Model
import OAuth
import Postgres
import Secrets
import ServiceLifecycle
import Storage

/// The product's own use cases over the run's database, and what they made.
struct Fixture: Sendable {
    /// A platform with one endpoint, and how that behaves.
    struct Target: Sendable {
        let tenant: Tenant
        let platform: Platform
        let behaviour: Behaviour
    }

    let engine: Engine
    let outbox: Outbox
    let targets: [Target]

    /// `count` platforms with an endpoint each, in tenants of 100, each endpoint on an address of its own.
    static func make(
        _ count: Int, engine: Engine, outbox: Outbox, receiverPort: Int, behaviour: @Sendable (Int) -> Behaviour, progress: Progress
    ) async throws -> Fixture {
        var targets: [Target] = []
        var tenant: Tenant?
        for index in 0..<count {
            if index % 100 == 0 {
                tenant = try await CreateTenant(engine: engine)(
                    CreateTenant.Input(
                        slug: "bench-" + SecureRandom.hex(bytes: 6), name: "Bench", dialect: Dialect.standard.name, publicURL: nil,
                        isSandbox: true), by: .server)
            }
            guard let tenant else { continue }
            let kind = behaviour(index)
            let address = "127.\(1 + index / 62_500).\(index / 250 % 250).\(1 + index % 250)"
            let registered = try await RegisterPlatform(engine: engine)(
                RegisterPlatform.Input(
                    name: "P\(index)", redirectURIs: ["https://partner.example/callback"],
                    webhookURL: "http://\(address):\(receiverPort)/\(kind.rawValue)/\(index)"), in: tenant, by: .server)
            targets.append(Target(tenant: tenant, platform: registered.platform, behaviour: kind))
            progress.show(index + 1, of: count)
        }
        return Fixture(engine: engine, outbox: outbox, targets: targets)
    }

    /// Commits one numbered event for each of these targets, in one transaction a tenant.
    func commit(_ events: [(number: Int, target: Target)]) async throws {
        for (tenant, ours) in Dictionary(grouping: events, by: \.target.tenant.id) {
            try await engine.storage.transaction(tenant: tenant) { stores in
                for event in ours {
                    try stores.events.insert(
                        Event(
                            .accountConnected, platform: event.target.platform.id,
                            data: [
                                "n": .integer(event.number), "client_id": .string(event.target.platform.clientID),
                                "account_id": "0123456789abcdef0123456789abcdef", "approved_by": "ada@first.example",
                                "scopes": .list(["read"]),
                                "caused_by": "user", "actor": "ada@first.example",
                            ]))
                }
            }
        }
    }
}
