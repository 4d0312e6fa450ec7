package import Foundation

/// What a tenant is made of, without secrets, as one JSON document.
package struct TenantDocument: Codable, Sendable {
    package static let format = "symbolon-export"
    package static let version = 1

    package var format = Self.format
    package var version = Self.version
    package var tenant: About
    package var accounts: [AccountEntry]
    package var users: [UserEntry]
    package var memberships: [MembershipEntry]
    package var platforms: [PlatformMembers]

    /// Whose it is. An import changes nothing of the tenant itself.
    package struct About: Codable, Sendable {
        var slug: String
        var name: String
        var dialect: String
    }

    package struct AccountEntry: Codable, Sendable {
        var id: String
        var name: String
        var disabled: Bool?
    }

    package struct UserEntry: Codable, Sendable {
        var email: String
        var name: String?
        var disabled: Bool?
    }

    package struct MembershipEntry: Codable, Sendable {
        var email: String
        var accountID: String
        var roles: [String]

        enum CodingKeys: String, CodingKey, CaseIterable {
            case email
            case accountID = "account_id"
            case roles
        }
    }

    package struct PlatformMembers: Codable, Sendable {
        var clientID: String
        var name: String
        var description: String?
        var url: String?
        var redirectURIs: [String]
        var logoURL: String?
        /// Makes the first endpoint of a new platform; endpoints have their own life afterwards.
        var webhookURL: String?
        var scopes: [String]?
        var scopeRules: [String]?
        var grantTypes: [String]
        var isPublic: Bool?
        var requiresPKCE: Bool?
        var accountID: String?
        var disabled: Bool?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case clientID = "client_id"
            case name, description, url
            case redirectURIs = "redirect_uris"
            case logoURL = "logo_url"
            case webhookURL = "webhook_url"
            case scopes
            case scopeRules = "scope_rules"
            case grantTypes = "grant_types"
            case isPublic = "public"
            case requiresPKCE = "requires_pkce"
            case accountID = "account_id"
            case disabled
        }
    }
}

extension TenantDocument {
    /// Throws `InputError` naming the member that is wrong.
    package init(json data: Data) throws {
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw InputError("file", "is no JSON object")
        }
        guard object["format"] as? String == Self.format else { throw InputError("format", "must be \(Self.format)") }
        guard object["version"] as? Int == Self.version else { throw InputError("version", "must be \(Self.version)") }
        try Self.check(object)
        do {
            self = try JSONDecoder().decode(Self.self, from: data)
        } catch let error as DecodingError {
            throw Self.refusal(error)
        }
    }

    /// In a fixed order of members, so that equal tenants are equal texts.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// A member nobody knows is a mistake, not something to be passed over.
    private static func check(_ object: [String: Any]) throws(InputError) {
        let lists = [
            "accounts": ["id", "name", "disabled"], "users": ["email", "name", "disabled"],
            "memberships": MembershipEntry.CodingKeys.allCases.map(\.rawValue),
            "platforms": PlatformMembers.CodingKeys.allCases.map(\.rawValue),
        ]
        let known = ["format", "version", "tenant"] + lists.keys
        if let stranger = object.keys.sorted().first(where: { !known.contains($0) }) { throw InputError(stranger, "is no known member") }
        for (name, members) in lists.sorted(by: { $0.key < $1.key }) {
            for (index, entry) in (object[name] as? [[String: Any]] ?? []).enumerated() {
                guard let stranger = entry.keys.sorted().first(where: { !members.contains($0) }) else { continue }
                throw InputError("\(name)[\(index)].\(stranger)", "is no known member")
            }
        }
    }

    private static func refusal(_ error: DecodingError) -> InputError {
        let (path, message): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .valueNotFound(_, let context): (context.codingPath, "must not be null")
            case .typeMismatch(_, let context): (context.codingPath, "has the wrong type")
            case .dataCorrupted(let context): (context.codingPath, "cannot be read")
            @unknown default: ([], "cannot be read")
            }
        let name = path.reduce("") { text, key in
            key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
        }
        return InputError(name.isEmpty ? "file" : name, message)
    }
}
