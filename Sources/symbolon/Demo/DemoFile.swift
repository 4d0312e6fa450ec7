import Foundation

/// `demo.json`: everything a client needs to try the demo tenants (DESIGN.md, "Two commands").
struct DemoFile: Codable, Sendable {
    var baseURL: String
    var adminURL: String
    var adminKey: String
    var tenants: [String: DemoTenant]

    enum CodingKeys: String, CodingKey {
        case baseURL = "base_url"
        case adminURL = "admin_url"
        case adminKey = "admin_key"
        case tenants
    }

    /// `nil` when there is none yet. Throws when there is one that cannot be read.
    static func read(_ path: String) throws -> DemoFile? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try JSONDecoder().decode(DemoFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Replaces the file at once, readable by its owner only.
    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let temporary = path + ".new"
        try? FileManager.default.removeItem(atPath: temporary)
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: try encoder.encode(self) + Data("\n".utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}

struct DemoTenant: Codable, Sendable {
    var baseURL: String
    var slug: String
    var accounts: [DemoAccount]
    var users: [DemoUser]
    var platform: DemoPlatform
    /// Has no secret.
    var publicPlatform: DemoPlatform?
    /// Acts by itself, in the first account.
    var clientCredentialsPlatform: DemoPlatform?

    enum CodingKeys: String, CodingKey {
        case baseURL = "base_url"
        case slug, accounts, users, platform
        case publicPlatform = "public_platform"
        case clientCredentialsPlatform = "client_credentials_platform"
    }
}

struct DemoAccount: Codable, Sendable {
    /// The id seen on the wire.
    var id: String
    var name: String
}

struct DemoUser: Codable, Sendable {
    var email: String
    var password: String
    var accountID: String
    var roles: [String]

    enum CodingKeys: String, CodingKey {
        case email, password, roles
        case accountID = "account_id"
    }
}

struct DemoPlatform: Codable, Sendable {
    var clientID: String
    /// A public platform has none.
    var clientSecret: String?
    /// Empty where nobody is sent back.
    var redirectURI: String
    var scopes: [String]

    enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case redirectURI = "redirect_uri"
        case scopes
    }
}
