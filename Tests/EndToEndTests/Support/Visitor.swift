import Foundation
import TestSupport

/// A partner platform as the vendor registered it.
struct Partner: Sendable {
    let clientID: String
    var secret: String
}

/// A tenant on a running server, and how partners and people speak to it. Keeps one connection and opens another when that one is gone.
final class Visitor {
    typealias Answer = Line.Answer

    let port: Int
    let base: String
    let secrets: SecretLedger
    private var cookies: [String: String] = [:]
    private var line: Line?

    init(port: Int, tenant: String = "xref", secrets: SecretLedger) {
        self.port = port
        base = "/t/\(tenant)"
        self.secrets = secrets
    }

    func call(_ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil) throws(Line.Failure) -> Answer {
        let line: Line
        if let held = self.line, held.isOpen { line = held } else { line = try Line(port: port) }
        self.line = nil
        let answer = try line.call(method, path, headers: headers, body: body)
        self.line = line
        return answer
    }

    // MARK: A person

    func page(_ path: String) throws(Line.Failure) -> Answer {
        keep(try call("GET", path, headers: personHeaders))
    }

    func submit(_ path: String, _ fields: [String: String]) throws(Line.Failure) -> Answer {
        let body = fields.map { "\(Self.encode($0.key))=\(Self.encode($0.value))" }.joined(separator: "&")
        return keep(
            try call("POST", path, headers: personHeaders + [("Content-Type", "application/x-www-form-urlencoded")], body: body))
    }

    /// Opens a partner's Connect link, signs in when asked, and returns the consent page.
    func consent(to partner: Partner, email: String, password: String, state: String = "s") throws -> Answer {
        let link = "\(base)/oauth/open-api/\(partner.clientID)?state=\(Self.encode(state))"
        var answer = try page(link)
        if answer.body.contains(#"name="password""#) {
            secrets.add(password)
            var fields = TestBrowser.hiddenFields(of: answer.body, action: "/sign-in")
            fields["email"] = email
            fields["password"] = password
            answer = try submit("\(base)/sign-in", fields)
            guard answer.status == 303, let location = answer["location"] else { return answer }
            answer = try page(location)
        }
        return answer
    }

    func decide(_ decision: String, on page: String, account: String? = nil) throws(Line.Failure) -> Answer {
        var fields = TestBrowser.hiddenFields(of: page, action: "/consent")
        fields["decision"] = decision
        if let account { fields["account"] = account }
        return try submit("\(base)/consent", fields)
    }

    /// The code a person who allows the connection sends to the partner.
    func code(for partner: Partner, email: String, password: String, account: String? = nil) throws -> String {
        let page = try consent(to: partner, email: email, password: password)
        let answer = try decide("allow", on: page.body, account: account)
        guard let code = Self.parameter("code", of: answer) else { throw Trouble("no code: \(answer.status) \(answer.body)") }
        return code
    }

    static func parameter(_ name: String, of answer: Answer) -> String? {
        guard let location = answer["location"] else { return nil }
        return URLComponents(string: location)?.queryItems?.first { $0.name == name }?.value
    }

    // MARK: A partner

    func exchange(_ code: String, by partner: Partner, secret: String? = nil) throws(Line.Failure) -> Answer {
        let body = """
            {"client_id":"\(partner.clientID)","client_secret":"\(secret ?? partner.secret)","code":"\(code)"}
            """
        return try call("POST", "\(base)/oauth/tokens", headers: [("Content-Type", "application/json")], body: body)
    }

    func validate(_ token: String) throws(Line.Failure) -> Answer {
        try call("POST", "\(base)/auth", headers: [("Authorization", "Token \(token)")])
    }

    func deauthorize(_ token: String) throws(Line.Failure) -> Answer {
        try call("POST", "\(base)/oauth/deauthorize", headers: [("Authorization", "Token \(token)")])
    }

    /// The whole way from Connect to a token. Everything secret on it is remembered.
    func connect(_ partner: Partner, email: String, password: String, account: String? = nil) throws -> String {
        let code = try code(for: partner, email: email, password: password, account: account)
        secrets.add(code)
        let answer = try exchange(code, by: partner)
        guard answer.status == 200, let token = answer.json["access_token"] else {
            throw Trouble("no token: \(answer.status) \(answer.body)")
        }
        secrets.add(token)
        return token
    }

    private var personHeaders: [(String, String)] {
        let jar = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        return [("Accept", "text/html")] + (jar.isEmpty ? [] : [("Cookie", jar)])
    }

    private func keep(_ answer: Answer) -> Answer {
        for (name, value) in answer.headers where name == "set-cookie" {
            let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2 else { continue }
            cookies[pair[0]] = value.contains("Max-Age=0") ? nil : pair[1]
            if pair[0] == "symbolon_session", !pair[1].isEmpty { secrets.add(pair[1]) }
        }
        return answer
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: CharacterSet(charactersIn: "a"..."z").union(CharacterSet(charactersIn: "0"..."9")))
            ?? ""
    }
}
