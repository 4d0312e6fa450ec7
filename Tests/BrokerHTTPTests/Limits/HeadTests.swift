import TestSupport
import Testing

@Suite("answers to HEAD on the wire", .database)
struct HeadTests {
    @Test(
        "hold no body, errors neither: the next answer begins where the header ends",
        arguments: [
            "/", "/nothing", "/t/nobody/x", "BASE/sign-in", "BASE/nothing", "BASE/oauth/tokens", "BASE//x", "/admin/v1/tenants/x/events",
            "/health/live", "/favicon.ico",
        ], [true, false])
    func isBodiless(_ path: String, isManagement: Bool) async throws {
        try await Front.run { front in
            let port = isManagement ? front.tester.managementPort : front.tester.port
            let target = path.replacing("BASE", with: front.base)
            let text = try await RawConnection.talk(to: port) { connection in
                connection.send("HEAD \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: text).count == 1)
            #expect(text.hasSuffix("\r\n\r\n"), "\(text)")
        }
    }
}
