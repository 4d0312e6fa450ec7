import Foundation
import Synchronization
import TestSupport

/// Clients that connect accounts and use their tokens while things break, and the history of what they were told.
/// Whatever was acknowledged must be true afterwards; what got no answer may have happened or not.
final class Workload: Sendable {
    /// A person of the load, with accounts nobody else is in, so that each account's history is one after another.
    struct Person: Sendable {
        let email: String
        let accounts: [String]
    }

    struct Tally: Sendable {
        var exchanges = 0
        var validations = 0
        var refusals = 0
        var unanswered = 0
        /// The newest token each account's partner was given.
        var tokens: [String: String] = [:]
        /// Accounts with an exchange of unknown outcome since.
        var uncertain: Set<String> = []
        var violations: [String] = []
    }

    private let port: Int
    private let partner: Partner
    private let secrets: SecretLedger
    private let state = Mutex(Tally())
    private let isOver = Atomic(false)
    private let clients = Mutex<[Thread.Running]>([])

    /// Everybody is signed in before it begins.
    init(_ people: [Person], at port: Int, partner: Partner, secrets: SecretLedger) throws {
        self.port = port
        self.partner = partner
        self.secrets = secrets
        for person in people {
            let visitor = Visitor(port: port, secrets: secrets)
            let page = try visitor.consent(to: partner, email: person.email, password: Installation.password)
            guard page.status == 200 else { throw Trouble("no consent page: \(page.status)") }
            let client = Client(visitor: visitor, page: page.body, person: person)
            clients.withLock { $0.append(Thread.ending { [self] in run(client) }) }
        }
    }

    var tally: Tally { state.withLock { $0 } }

    /// Ends it; afterwards its history stands.
    func end() -> Tally {
        isOver.store(true, ordering: .relaxed)
        for client in clients.withLock({ $0 }) { client.wait() }
        return tally
    }

    /// Waits until so many more exchanges were acknowledged.
    func progresses(by count: Int, within seconds: Double = 60) -> Bool {
        let start = tally.exchanges
        return eventually(within: seconds) { tally.exchanges >= start + count }
    }

    /// What does not hold of the history, asked when all is quiet.
    func broken(after tally: Tally) throws -> [String] {
        let visitor = Visitor(port: port, secrets: secrets)
        var broken = tally.violations
        for (account, token) in tally.tokens.sorted(by: { $0.key < $1.key }) {
            let answer = try visitor.validate(token)
            let isGood = answer.status == 200 && answer.json["xref_account_id"] == account
            if !isGood, !(tally.uncertain.contains(account) && answer.status == 401) {
                broken.append("the acknowledged token of \(account) is answered with \(answer.status) \(answer.body)")
            }
        }
        return broken
    }

    // Each client is handed to one thread and used by that one only.
    private final class Client: @unchecked Sendable {
        let visitor: Visitor
        let page: String
        let person: Person

        init(visitor: Visitor, page: String, person: Person) {
            self.visitor = visitor
            self.page = page
            self.person = person
        }
    }

    private func run(_ client: Client) {
        var turn = 0
        while !isOver.load(ordering: .relaxed) {
            let account = client.person.accounts[turn % client.person.accounts.count]
            turn += 1
            do throws(Line.Failure) {
                try connect(account, client, isSample: turn.isMultiple(of: 25))
                try checkOne(of: client.person.accounts, client)
            } catch {
                state.withLock { $0.unanswered += 1 }
                usleep(20_000)
            }
        }
    }

    private func connect(_ account: String, _ client: Client, isSample: Bool) throws(Line.Failure) {
        let allowed = try client.visitor.decide("allow", on: client.page, account: account)
        guard allowed.status == 302, let code = Visitor.parameter("code", of: allowed) else {
            return note(allowed, "a decision")
        }
        if isSample { secrets.add(code) }
        let answer: Line.Answer
        do throws(Line.Failure) {
            answer = try client.visitor.exchange(code, by: partner)
        } catch {
            state.withLock { _ = $0.uncertain.insert(account) }
            throw error
        }
        switch answer.status {
        case 200:
            guard let token = answer.json["access_token"], answer.json["xref_account_id"] == account else {
                return state.withLock { $0.violations.append("an exchange for \(account) was answered with \(answer.body)") }
            }
            if isSample { secrets.add(token) }
            let replaced = state.withLock { state in
                defer {
                    state.tokens[account] = token
                    state.uncertain.remove(account)
                    state.exchanges += 1
                }
                return state.tokens[account]
            }
            if let replaced, try client.visitor.validate(replaced).status == 200 {
                state.withLock { $0.violations.append("a token of \(account) works although it was replaced") }
            }
            let again = try client.visitor.exchange(code, by: partner)
            if again.status != 400 { note(again, "a used code") }
        case 503:
            // The commit may or may not have happened.
            state.withLock { _ = $0.uncertain.insert(account) }
            note(answer, "an exchange")
        default: note(answer, "an exchange of a fresh code")
        }
    }

    private func checkOne(of accounts: [String], _ client: Client) throws(Line.Failure) {
        let held = state.withLock { state in accounts.filter { state.tokens[$0] != nil } }
        guard let account = held.randomElement(), let token = state.withLock({ $0.tokens[account] }) else { return }
        let answer = try client.visitor.validate(token)
        let isUncertain = state.withLock { $0.uncertain.contains(account) }
        switch answer.status {
        case 200 where answer.json["xref_account_id"] == account: state.withLock { $0.validations += 1 }
        case 401 where isUncertain: break
        default: note(answer, "a validation for \(account)")
        }
    }

    /// 503 is the one honest refusal while the database is away.
    private func note(_ answer: Line.Answer, _ what: String) {
        state.withLock { state in
            if answer.status == 503 {
                state.refusals += 1
                if answer["retry-after"] == nil { state.violations.append("\(what) was answered with 503 without Retry-After") }
            } else {
                state.violations.append("\(what) was answered with \(answer.status) \(answer.body.prefix(200))")
            }
        }
        if answer.status == 503 { usleep(20_000) }
    }
}

extension Installation {
    /// So many people with so many accounts of their own, all with the same password.
    func addCrowd(_ count: Int, accounts: Int) throws -> [Workload.Person] {
        try (0..<count).map { number in
            let email = "p\(number)@crowd.example"
            try addPerson(email, to: [])
            let names = (0..<accounts).map { "p\(number)a\($0)" }
            try sql(
                """
                WITH made AS (
                    INSERT INTO account (tenant_id, public_id, name)
                    SELECT tenant.id, made, made FROM tenant, unnest('{\(names.joined(separator: ","))}'::text[]) AS made
                    WHERE slug = 'xref' RETURNING tenant_id, id
                )
                INSERT INTO membership (tenant_id, account_id, user_id, roles)
                SELECT made.tenant_id, made.id, app_user.id, '{administrator}' FROM made
                JOIN app_user ON app_user.tenant_id = made.tenant_id AND email = '\(email)'
                """)
            return Workload.Person(email: email, accounts: names)
        }
    }

    /// Halves of something that should be whole, each with a count.
    func orphans() throws -> [String] {
        let found = try sql(
            """
            SELECT what || ': ' || count FROM (
                SELECT 'tokens of unused codes' AS what, count(*) AS count FROM access_token AS t
                JOIN authorization_code AS c ON (c.tenant_id, c.id) = (t.tenant_id, t.code_id) WHERE c.used_at IS NULL
                UNION ALL
                SELECT 'used codes without a token', count(*) FROM authorization_code AS c WHERE used_at IS NOT NULL
                AND NOT EXISTS (SELECT FROM access_token AS t WHERE (t.tenant_id, t.code_id) = (c.tenant_id, c.id))
                UNION ALL
                SELECT 'codes with several tokens', count(*) FROM (SELECT FROM access_token GROUP BY tenant_id, code_id HAVING count(*) > 1) AS c
                UNION ALL
                SELECT 'grants with several live tokens', count(*) FROM (
                    SELECT FROM access_token WHERE revoked_at IS NULL GROUP BY tenant_id, grant_id HAVING count(*) > 1
                ) AS g
                UNION ALL
                SELECT 'connected grants that never had a token', count(*) FROM account_grant AS g WHERE connected_at IS NOT NULL
                AND NOT EXISTS (SELECT FROM access_token AS t WHERE (t.tenant_id, t.grant_id) = (g.tenant_id, g.id))
                UNION ALL
                SELECT 'tokens of grants that are not connected', count(*) FROM access_token AS t
                JOIN account_grant AS g ON (g.tenant_id, g.id) = (t.tenant_id, t.grant_id) WHERE g.connected_at IS NULL
                UNION ALL
                SELECT 'grants without the event that tells of them',
                    abs((SELECT count(*) FROM account_grant WHERE connected_at IS NOT NULL)
                        - (SELECT count(*) FROM event WHERE type = 'account.connected'))
                UNION ALL
                SELECT 'tokens without their audit entry',
                    abs((SELECT count(*) FROM access_token) - (SELECT count(*) FROM audit_entry WHERE action = 'access_token.issued'))
                UNION ALL
                SELECT 'events nobody will deliver', count(*) FROM event AS e
                WHERE NOT EXISTS (SELECT FROM event_queue AS q WHERE (q.tenant_id, q.event_id) = (e.tenant_id, e.id))
            ) AS found WHERE count > 0
            """)
        return found.split(separator: "\n").map(String.init)
    }
}
