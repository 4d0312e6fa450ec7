import Foundation
import OAuth
import Testing

@Suite("reasons of failed calls")
struct FailureReasonTests {
    @Test("docs/troubleshooting.md has a row for every one, in order, and no other")
    func documented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/troubleshooting.md"), encoding: .utf8)
        let rows = text.matches(of: /(?m)^\| `([a-z_]+)` \|/).map { String($0.1) }
        #expect(rows == FailureReason.allCases.map(\.rawValue))
    }

    @Test("every code of an error has one")
    func codes() {
        for code in OAuthErrorCode.allCases { #expect(FailureReason.allCases.contains(OAuthError(code, "").reason)) }
        #expect(OAuthError(.invalidGrant, "", .codeUsed).reason == .codeUsed)
    }
}
