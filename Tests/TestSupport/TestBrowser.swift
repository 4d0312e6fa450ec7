import Foundation

/// As much of a browser as pages without script need: cookies, forms and one redirect at a time.
package final class TestBrowser {
    private let tester: HTTPTester
    package var cookies: [String: String] = [:]

    init(tester: HTTPTester) { self.tester = tester }

    package func get(_ path: String) async throws -> HTTPTester.Answer {
        keep(try await tester.send("GET", path, headers: headers))
    }

    package func post(_ path: String, _ fields: [String: String], origin: String? = nil) async throws -> HTTPTester.Answer {
        let body = fields.map { "\(Self.encode($0.key))=\(Self.encode($0.value))" }.joined(separator: "&")
        let origin = origin.map { [("Origin", $0)] } ?? []
        return keep(
            try await tester.send(
                "POST", path, headers: headers + origin + [("Content-Type", "application/x-www-form-urlencoded")], body: body))
    }

    /// The hidden fields of the form that posts to an action ending like this.
    package static func hiddenFields(of page: String, action: String) -> [String: String] {
        guard let start = page.ranges(of: /<form[^>]*action="([^"]*)"[^>]*>/).first(where: { page[$0].contains(action + "\"") }),
            let end = page[start.upperBound...].range(of: "</form>")
        else { return [:] }
        var fields: [String: String] = [:]
        for match in page[start.upperBound..<end.lowerBound].matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)"/) {
            fields[String(match.1)] = decode(String(match.2))
        }
        return fields
    }

    /// Signs in on the page at `path` and returns what comes after, redirect followed.
    package func signIn(at path: String, email: String, password: String = World.password, base: String) async throws -> HTTPTester.Answer {
        let page = try await get(path)
        var fields = Self.hiddenFields(of: page.body, action: "/sign-in")
        fields["email"] = email
        fields["password"] = password
        let answer = try await post(base + "/sign-in", fields)
        guard answer.status == 303, let location = answer["Location"] else { return answer }
        return try await visit(location)
    }

    /// Opens an address and follows what leads on within the server.
    package func visit(_ path: String) async throws -> HTTPTester.Answer {
        var answer = try await get(path)
        while [302, 303].contains(answer.status), let location = answer["Location"], location.hasPrefix("/") {
            answer = try await get(location)
        }
        return answer
    }

    /// Decides on a consent page.
    package func decide(_ decision: String, on page: String, account: String? = nil, base: String) async throws -> HTTPTester.Answer {
        var fields = Self.hiddenFields(of: page, action: "/consent")
        fields["decision"] = decision
        if let account { fields["account"] = account }
        return try await post(base + "/consent", fields)
    }

    private var headers: [(String, String)] {
        let jar = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        return [("Accept", "text/html,application/xhtml+xml")] + (jar.isEmpty ? [] : [("Cookie", jar)])
    }

    private func keep(_ answer: HTTPTester.Answer) -> HTTPTester.Answer {
        for (name, value) in answer.headers where name.lowercased() == "set-cookie" {
            let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let cookie = (String(pair[0]), String(pair[1]))
            if value.contains("Max-Age=0") { cookies[cookie.0] = nil } else { cookies[cookie.0] = cookie.1 }
            if !cookie.1.isEmpty { tester.secrets.add(cookie.1) }
        }
        return answer
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private static func decode(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}
