import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("sweeping", .database)
struct SweepStoreTests {
    @Test("a table is gone through in slices, each after the last, and what is over leaves")
    func slices() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.fill(sample, 1_203, expired: "n % 2 = 0")
            let times = sample.soon
            let (first, second, third, counted) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let counted = try stores.sweeps.count(.accessToken, after: nil, times)
                let first = try stores.sweeps.sweep(.accessToken, after: nil, times)
                let second = try stores.sweeps.sweep(.accessToken, after: first.place, times)
                return (first, second, try stores.sweeps.sweep(.accessToken, after: second.place, times), counted)
            }
            #expect(counted.over == 250)
            #expect([first, second, third].map(\.seen) == [500, 500, 203])
            #expect([first, second, third].map(\.over) == [250, 250, 101])
            #expect([first, second, third].map(\.isFull) == [true, true, false])
            // Those of the sample were issued after what was swept.
            #expect(try await world.tokens(of: sample) == 602 + 2)
            let again = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.sweeps.sweep(.accessToken, after: nil, times)
            }
            #expect(again.over == 0)
        }
    }

    @Test("whoever holds a row keeps it for now: nobody waits, and the rest leaves")
    func locked() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.fill(sample, 10, expired: "true")
            try await world.holding { session in
                try session.execute("SELECT FROM access_token WHERE id = md5('t3')::uuid FOR KEY SHARE")
            } _: { _ in
                let clock = ContinuousClock()
                let (over, took) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    _ = try stores.sweeps.begin()
                    let begun = clock.now
                    let over = try stores.sweeps.sweep(.accessToken, after: nil, sample.soon).over
                    return (over, clock.now - begun)
                }
                #expect(over == 9)
                #expect(took < .seconds(5))
            }
            let left = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.sweeps.sweep(.accessToken, after: nil, sample.soon).over
            }
            #expect(left == 1)
        }
    }

    @Test("of a chain of refresh tokens the ends leave, and what stays is unhooked from them")
    func chain() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.chain(sample, length: 6, expired: 3)
            let over = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.sweeps.sweep(.refreshToken, after: nil, sample.soon).over
            }
            #expect(over == 3)
            #expect(try await world.chainLeft(sample) == ["4 after nothing", "5 after 4", "6 after 5"])
        }
    }

    @Test("a refresh token stays while the one given for it may still be used, and while somebody holds that")
    func heirs() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.chain(sample, length: 2, expired: 1)
            @Sendable func sweep() async throws -> Int {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.sweeps.sweep(.refreshToken, after: nil, sample.soon).over
                }
            }
            #expect(try await sweep() == 0)
            try await world.asSuperuser { session in
                try session.execute("UPDATE refresh_token SET used_at = now() WHERE id = md5('r2')::uuid")
            }
            try await world.holding { session in
                try session.execute("SELECT FROM refresh_token WHERE id = md5('r2')::uuid FOR UPDATE")
            } _: { _ in
                let over = try await sweep()
                #expect(over == 0)
            }
            #expect(try await sweep() == 1)
            #expect(try await world.chainLeft(sample) == ["2 after nothing"])
        }
    }

    @Test("a chain whose family ended leaves whole, in any order")
    func endedFamily() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.chain(sample, length: 6, expired: 0)
            try await world.asSuperuser { session in
                try session.execute("UPDATE token_family SET revoked_at = now() - interval '2 days' WHERE id = md5('f')::uuid")
            }
            let over = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.sweeps.sweep(.refreshToken, after: nil, sample.soon).over
            }
            #expect(over == 6)
        }
    }

    @Test("a code stays with the tokens it was exchanged for")
    func code() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let swept = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let before = try stores.sweeps.sweep(.authorizationCode, after: nil, sample.later).over
                for table in SweptTable.allCases { _ = try stores.sweeps.sweep(table, after: nil, sample.later) }
                return before
            }
            // The one that was never used.
            #expect(swept == 1)
            let left = try await world.asSuperuser { session in try session.value("SELECT count(*) FROM authorization_code", as: Int.self) }
            #expect(left == 0)
        }
    }

    @Test("an event stays as long as a delivery of it does, and one that nobody was told of yet stays")
    func events() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (deliveries, events) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                (
                    try stores.sweeps.sweep(.delivery, after: nil, sample.later).over,
                    try stores.sweeps.sweep(.event, after: nil, sample.later).over
                )
            }
            // Two are pending, of both events.
            #expect(deliveries == 1)
            #expect(events == 0)
            let attempts = try await world.asSuperuser { session in try session.value("SELECT count(*) FROM delivery_attempt", as: Int.self)
            }
            #expect(attempts == 0)
        }
    }

    @Test("one at a time has the round, the next goes on where it was left, and after its end it rests")
    func turns() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let place = SweepPlace(time: sample.user.createdAt, id: UUID())
            try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.sweeps.save(.event, place) }
            try await world.holding { session in
                try session.execute("SELECT FROM janitor_round FOR UPDATE")
            } _: { _ in
                let turn = try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.sweeps.begin() }
                guard case .taken = turn else {
                    Issue.record("\(turn)")
                    return
                }
            }
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                guard case .ours(let round) = try stores.sweeps.begin() else {
                    Issue.record("it is nobody's")
                    return
                }
                #expect(round.table == .event)
                #expect(round.place == place)
                try stores.sweeps.finish(nextIn: .seconds(60))
            }
            let turn = try await world.storage.transaction(tenant: sample.tenantID) { stores in try stores.sweeps.begin() }
            guard case .rests(let pause) = turn else {
                Issue.record("\(turn)")
                return
            }
            #expect(pause > .seconds(50) && pause <= .seconds(60))
        }
    }

    @Test("a round another binary left in a table that is not known here begins anew")
    func unknownTable() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.execute("UPDATE janitor_round SET swept = 'of_tomorrow', place_id = gen_random_uuid()")
            }
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                guard case .ours(let round) = try stores.sweeps.begin() else {
                    Issue.record("it is nobody's")
                    return
                }
                #expect(round.table == SweptTable.allCases.first)
                #expect(round.place == nil)
            }
        }
    }

    @Test("of the log of revisions a quarter of an hour is left")
    func revisionLog() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let tenant = sample.tenantID
            try await world.asSuperuser(tenant: tenant.description) { session in
                try session.execute("DELETE FROM registry.tenant_revision_log")
                try session.execute(
                    """
                    INSERT INTO registry.tenant_revision_log (tenant_id, everything, ids, raised_at)
                    SELECT \(tenant), false, '{}', now() - n * interval '10 min' FROM generate_series(0, 4) AS n ORDER BY n DESC
                    """)
            }
            let deleted = try await world.storage.transaction(tenant: tenant) { stores in try stores.revisionLog.deleteOld() }
            #expect(deleted == 3)
        }
    }
}

extension Sample {
    /// Everything of today lives, and what ended yesterday is over.
    var soon: SweepTimes { SweepTimes(present: user.createdAt, retention: .seconds(3600)) }
}

extension World {
    /// Access tokens of the sample's grant, issued one second after the other ending a day ago; the others never end.
    fileprivate func fill(_ sample: Sample, _ count: Int, expired: String) async throws {
        try await asSuperuser { session in
            try session.script(
                """
                INSERT INTO access_token (tenant_id, id, token_hash, grant_id, token_type, created_at, expires_at)
                SELECT '\(sample.tenantID)', md5('t' || n)::uuid, sha256(('t' || n)::bytea), '\(sample.grantID)', 'company',
                    now() - interval '2 days' + n * interval '1 s', CASE WHEN \(expired) THEN now() - interval '1 day' END
                FROM generate_series(1, \(count)) AS n
                """)
        }
    }

    fileprivate func tokens(of sample: Sample) async throws -> Int? {
        let tenant = sample.tenantID
        return try await asSuperuser { session in try session.value("SELECT count(*) FROM access_token WHERE tenant_id = \(tenant)") }
    }

    /// A family of refresh tokens, each given for the one before and all but the last used; the first so many have ended.
    fileprivate func chain(_ sample: Sample, length: Int, expired: Int) async throws {
        try await asSuperuser { session in
            try session.script(
                """
                INSERT INTO token_family (tenant_id, id, grant_id) VALUES ('\(sample.tenantID)', md5('f')::uuid, '\(sample.grantID)');
                INSERT INTO refresh_token (tenant_id, id, token_hash, family_id, parent_id, created_at, expires_at, used_at)
                SELECT '\(sample.tenantID)', md5('r' || n)::uuid, sha256(('r' || n)::bytea), md5('f')::uuid,
                    CASE WHEN n > 1 THEN md5('r' || n - 1)::uuid END, now() - interval '3 days' + n * interval '1 min',
                    now() + CASE WHEN n <= \(expired) THEN interval '-2 days' ELSE interval '2 days' END,
                    CASE WHEN n < \(length) THEN now() - interval '2 days' END
                FROM generate_series(1, \(length)) AS n
                """)
        }
    }

    fileprivate func chainLeft(_ sample: Sample) async throws -> [String] {
        try await asSuperuser { session in
            try session.value(
                """
                SELECT coalesce(array_agg(n || ' after ' || coalesce(before::text, 'nothing') ORDER BY n), '{}')
                FROM refresh_token
                JOIN generate_series(1, 10) AS n ON id = md5('r' || n)::uuid
                LEFT JOIN generate_series(1, 10) AS before ON parent_id = md5('r' || before)::uuid
                """) ?? []
        }
    }
}
