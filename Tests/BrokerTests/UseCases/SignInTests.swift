import Broker
import Model
import Secrets
import TestSupport
import Testing

@Suite("signing in", .database)
struct SignInTests {
    @Test("the right password opens a session of twelve hours", arguments: ["ada@first.example", "Ada@First.EXAMPLE"])
    func opensSession(_ email: String) async throws {
        try await Scene.run { scene in
            let secret = try await scene.signedIn(email)
            let find = FindBrowserSession(engine: scene.engine)
            #expect(try await find(secret, at: scene.site)?.user.id == scene.user.id)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(12 * 3600 - 60))
            #expect(try await find(secret, at: scene.site) != nil)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(12 * 3600 + 1))
            #expect(try await find(secret, at: scene.site) == nil)
            #expect(try await scene.audit("sign_in.succeeded").map(\.actorID) == [scene.user.id.description])
        }
    }

    @Test(
        "every other address or password is refused alike",
        arguments: [
            ("ada@first.example", ""), ("ada@first.example", "correct horse battery stapl"), ("ada@first.example", World.password + " "),
            ("ada@first.example", World.password.uppercased()), ("nobody@first.example", World.password), ("", World.password),
            ("no address", World.password), ("ada@first.example\u{0}", World.password), (String(repeating: "a", count: 300) + "@b", "x"),
            ("without@password.example", ""), ("disabled@first.example", World.password),
        ])
    func refuses(_ email: String, _ password: String) async throws {
        try await Scene.run { scene in
            _ = try await CreateUser(engine: scene.engine)(
                email: "without@password.example", name: nil, password: nil, in: scene.tenant, by: .server)
            _ = try await scene.world.user("disabled@first.example", in: [scene.account], of: scene.tenant)
            try await SetDisabled(engine: scene.engine)(true, .user(email: "disabled@first.example"), in: scene.tenant, by: .server)
            #expect(try await scene.signIn(email, password: password) == .refused)
            #expect(try await scene.world.rowCounts()["browser_session"] == 0)
        }
    }

    @Test("ten attempts in a window, then none, not even the right one; the next window is open again")
    func locks() async throws {
        try await Scene.run { scene in
            for _ in 0..<10 { #expect(try await scene.signIn(password: "wrong") == .refused) }
            #expect(try await scene.signIn(password: "wrong") == .tooManyAttempts)
            #expect(try await scene.signIn() == .tooManyAttempts)
            #expect(try await scene.signIn("ADA@FIRST.example") == .tooManyAttempts)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(14 * 60))
            #expect(try await scene.signIn() == .tooManyAttempts)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(15 * 60 + 1))
            #expect(try await scene.signIn() == .signedIn)
            #expect(try await scene.audit("sign_in.failed").count == 10)
        }
    }

    @Test("an address nobody has is locked alike, so that a lock tells nothing")
    func locksUnknown() async throws {
        try await Scene.run { scene async throws in
            for _ in 0..<10 { #expect(try await scene.signIn("nobody@first.example", password: "wrong") == .refused) }
            #expect(try await scene.signIn("nobody@first.example", password: "wrong") == .tooManyAttempts)
            #expect(try await scene.signIn() == .signedIn)
        }
    }

    @Test("of 200 wrong passwords at once at most ten are looked at")
    func countsBeforeItVerifies() async throws {
        try await Scene.run { scene in
            let kinds = try await withThrowingTaskGroup(of: Scene.SignInKind.self) { group in
                for number in 0..<200 { group.addTask { try await scene.signIn(password: "wrong \(number)") } }
                return try await group.reduce(into: [Scene.SignInKind: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(kinds == [.refused: 10, .tooManyAttempts: 190])
            #expect(try await scene.audit("sign_in.failed").count == 10)
        }
    }

    @Test("success forgets the attempts before it")
    func successClears() async throws {
        try await Scene.run { scene async throws in
            for _ in 0..<3 {
                for _ in 0..<9 { #expect(try await scene.signIn(password: "wrong") == .refused) }
                #expect(try await scene.signIn() == .signedIn)
            }
            #expect(try await scene.world.rowCounts()["sign_in_attempt"] == 0)
        }
    }

    @Test("windows that are over are swept by the attempts of others")
    func sweeps() async throws {
        try await Scene.run { scene in
            for number in 0..<8 { _ = try await scene.signIn("nobody\(number)@first.example", password: "wrong") }
            #expect(try await scene.world.rowCounts()["sign_in_attempt"] == 8)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(15 * 60 + 1))
            _ = try await scene.signIn()
            #expect(try await scene.world.rowCounts()["sign_in_attempt"] == 0)
        }
    }

    @Test("signing out ends this session and no other")
    func signsOut() async throws {
        try await Scene.run { scene in
            let (one, two) = (try await scene.signedIn(), try await scene.signedIn())
            try await SignOut(engine: scene.engine)(one, at: scene.site)
            #expect(try await FindBrowserSession(engine: scene.engine)(one, at: scene.site) == nil)
            #expect(try await FindBrowserSession(engine: scene.engine)(two, at: scene.site) != nil)
        }
    }

    @Test("a new password ends every session and is the only one that works")
    func newPassword() async throws {
        try await Scene.run { scene in
            let sessions = [try await scene.signedIn(), try await scene.signedIn()]
            let new = "another long password"
            try await SetPassword(engine: scene.engine)(PlainSecret(new), email: "ada@first.example", in: scene.tenant, by: .server)
            for session in sessions { #expect(try await FindBrowserSession(engine: scene.engine)(session, at: scene.site) == nil) }
            #expect(try await scene.signIn() == .refused)
            #expect(try await scene.signIn(password: new) == .signedIn)
            #expect(try await scene.audit("user.password_set").count == 1)
        }
    }

    @Test(
        "a password that is too short, too long or for nobody changes nothing",
        arguments: [
            ("12345678901", "ada@first.example", "password"), (String(repeating: "x", count: 1025), "ada@first.example", "password"),
            ("long enough to do", "nobody@first.example", "email"),
        ])
    func badPassword(_ password: String, _ email: String, _ field: String) async throws {
        try await Scene.run { scene in
            let session = try await scene.signedIn()
            let error = await #expect(throws: InputError.self) {
                try await SetPassword(engine: scene.engine)(PlainSecret(password), email: email, in: scene.tenant, by: .server)
            }
            #expect(error?.field == field)
            #expect(try await FindBrowserSession(engine: scene.engine)(session, at: scene.site) != nil)
        }
    }
}
