import Model
import Testing

@Suite("what roles and a scope allow together")
struct RecordAccessTests {
    private static let access = RecordAccess(
        recordTypes: ["request", "task", "site"], everyone: ["request:R"],
        roles: ["clerk": ["request:CRU", "task:*"], "auditor": ["*:R"], "owner": ["*:*"], "typo": ["nothing:R", "request:X"]])

    struct Case: Sendable, CustomTestStringConvertible {
        let roles: [String]
        let scope: [ScopeRecord]
        var account = "a"
        let allowed: [String]
        var testDescription: String { "\(roles) \(scope.map { "\($0.effect) \($0.actions) \($0.accounts)" })" }
    }

    private static func allow(_ actions: String..., in accounts: [String] = []) -> ScopeRecord {
        ScopeRecord(actions: actions, accounts: accounts)
    }

    private static func deny(_ actions: String..., in accounts: [String] = []) -> ScopeRecord {
        ScopeRecord(effect: .deny, actions: actions, accounts: accounts)
    }

    @Test(
        "no more than either, and nothing that is denied",
        arguments: [
            Case(roles: [], scope: [allow("*:*")], allowed: ["request:Read"]),
            Case(roles: [], scope: [], allowed: []),
            Case(roles: ["owner"], scope: [], allowed: []),
            Case(roles: ["owner"], scope: [allow("site:Read")], allowed: ["site:Read"]),
            Case(roles: ["auditor"], scope: [allow("*:*")], allowed: ["request:Read", "site:Read", "task:Read"]),
            Case(roles: ["clerk"], scope: [allow("task:CD")], allowed: ["task:Create", "task:Delete"]),
            Case(roles: ["clerk"], scope: [allow("request:*")], allowed: ["request:Create", "request:Read", "request:Update"]),
            Case(roles: ["clerk"], scope: [allow("site:*")], allowed: []),
            Case(
                roles: ["clerk", "auditor"], scope: [allow("task:R", "site:RU")], allowed: ["site:Read", "task:Read"]),
            Case(roles: ["nobody", "CLERK", ""], scope: [allow("*:*")], allowed: ["request:Read"]),
            Case(roles: ["typo"], scope: [allow("*:*")], allowed: ["request:Read"]),
            // A denial outweighs every permission, in whatever order they stand.
            Case(roles: ["owner"], scope: [allow("task:*"), deny("task:D")], allowed: ["task:Create", "task:Read", "task:Update"]),
            Case(roles: ["owner"], scope: [deny("task:D"), allow("task:*")], allowed: ["task:Create", "task:Read", "task:Update"]),
            Case(roles: ["owner"], scope: [allow("*:*"), deny("*:*")], allowed: []),
            Case(roles: ["owner"], scope: [allow("*:R"), deny("site:*", "task:Read")], allowed: ["request:Read"]),
            Case(roles: ["owner"], scope: [deny("task:R")], allowed: []),
            // What holds in one account holds in no other.
            Case(roles: ["owner"], scope: [allow("task:R", in: ["a"])], allowed: ["task:Read"]),
            Case(roles: ["owner"], scope: [allow("task:R", in: ["b"])], allowed: []),
            Case(roles: ["owner"], scope: [allow("task:R", in: ["A"])], allowed: []),
            Case(roles: ["owner"], scope: [allow("task:R", in: ["b", "a"])], allowed: ["task:Read"]),
            Case(roles: ["owner"], scope: [allow("task:R"), deny("task:R", in: ["a"])], allowed: []),
            Case(roles: ["owner"], scope: [allow("task:R"), deny("task:R", in: ["a"])], account: "b", allowed: ["task:Read"]),
            // A rule that names nothing known allows nothing and denies nothing.
            Case(roles: ["owner"], scope: [allow("invoice:R", "task:Fly", "task", "", "*")], allowed: []),
            Case(roles: ["owner"], scope: [allow("task:R"), deny("invoice:*", "task:Rx")], allowed: ["task:Read"]),
        ])
    func allows(_ example: Case) {
        let allowed = Self.access.allowed(roles: example.roles, scope: example.scope, in: example.account)
        #expect(allowed.map(\.description).sorted() == example.allowed)
    }

    @Test(
        "a pattern is a type and an operation, its letters or everything",
        arguments: [
            ("task:Read", ["task:Read"]), ("task:R", ["task:Read"]), ("task:Delete", ["task:Delete"]),
            ("task:UR", ["task:Read", "task:Update"]), ("task:RR", ["task:Read"]),
            ("task:CRUD", ["task:Create", "task:Delete", "task:Read", "task:Update"]),
            ("task:*", ["task:Create", "task:Delete", "task:Read", "task:Update"]),
            ("*:R", ["request:Read", "site:Read", "task:Read"]), ("*:Read", ["request:Read", "site:Read", "task:Read"]),
        ])
    func patterns(_ pattern: String, _ actions: [String]) {
        #expect(Self.access.actions(of: pattern)?.map(\.description).sorted() == actions)
    }

    @Test("every action there is, by stars")
    func everything() {
        #expect(Self.access.actions(of: "*:*")?.count == 12)
    }

    @Test(
        "anything else names nothing",
        arguments: [
            "", ":", "*", "task", "task:", ":Read", "task:read", "task:r", "task:READ", "task:Reads", "task:R ", " task:R", "task :R",
            "Task:Read", "TASK:R", "tas*:R", "task:*R", "task:R*", "task:**", "**:R", "task:Read:Read", "task::R", "invoice:R", "task:CRUX",
            "task:Read,Update", "task\u{0}:R", "t\u{430}sk:R",
        ])
    func unknownPatterns(_ pattern: String) {
        #expect(Self.access.actions(of: pattern) == nil)
    }

    @Test("an action is written as the vendor writes it, and its letter is its first")
    func writing() {
        #expect(RecordAction("task", .update).description == "task:Update")
        #expect(String(RecordAction.Operation.allCases.map(\.letter)) == "CRUD")
        #expect(Self.access.roleNames == ["auditor", "clerk", "owner", "typo"])
    }

    @Test("more roles never allow less, and more rules of denial never more")
    func monotone() {
        let names = Self.access.roleNames
        let scope = [Self.allow("*:RU"), Self.allow("task:*")]
        for count in 0..<names.count {
            let fewer = Self.access.allowed(roles: Array(names.prefix(count)), scope: scope, in: "a")
            let more = Self.access.allowed(roles: Array(names.prefix(count + 1)), scope: scope, in: "a")
            #expect(fewer.isSubset(of: more))
            let denied = Self.access.allowed(roles: Array(names.prefix(count)), scope: scope + [Self.deny("*:U")], in: "a")
            #expect(denied.isSubset(of: fewer))
        }
    }
}
