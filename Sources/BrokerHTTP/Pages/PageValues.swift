import Broker
import Dialects
import Foundation
import Model

extension PageRenderer {
    /// What every page's frame needs.
    func common(_ title: String, site: TenantSite?) -> [String: Any] {
        common(title, name: site?.tenant.name ?? "Symbolon", basePath: site?.basePath ?? "")
    }

    /// The same below another path than the tenant's own.
    func common(_ title: String, name: String, basePath: String) -> [String: Any] {
        [
            "lang": "en", "page_title": title, "tenant_name": name, "tenant_initials": Self.initials(of: name),
            "style_url": "\(basePath)/\(StyleRoute.fileName)",
        ]
    }

    static func values(of platform: Platform, hasLogo: Bool, site: TenantSite) -> [String: Any] {
        var values: [String: Any] = ["name": platform.name, "initials": initials(of: platform.name)]
        values["is_described"] = platform.description != nil || platform.url != nil
        values["description"] = platform.description
        values["url_text"] = platform.url
        if hasLogo { values["logo_url"] = "\(site.basePath)/logos/\(platform.clientID)" }
        return values
    }

    static func values(of user: User) -> [String: Any] {
        var values: [String: Any] = ["email": user.email]
        values["name"] = user.name
        return values
    }

    static func values(of connection: Connection, account: Account) -> [String: Any] {
        [
            "by": connection.approvedBy, "since_text": dateText(connection.approvedAt), "account_name": account.name,
            "approver_missing": connection.approverMissingAt != nil,
        ]
    }

    /// `19 November 2026 at 10:30 UTC`.
    static func dateText(_ date: Date) -> String {
        let format = Date.VerbatimFormatStyle(
            format:
                "\(day: .defaultDigits) \(month: .wide) \(year: .defaultDigits) at \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits) UTC",
            locale: Locale(identifier: "en_GB"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        return date.formatted(format)
    }

    static func lifetimeText(of tokenType: TokenType, rules: Rules) -> String {
        let owner = tokenType == .company ? "somebody of the account" : "you"
        var text = "Until it is disconnected, by \(owner) or by the platform"
        if let lifetime = rules.accessTokenLifetime[tokenType] {
            text = "For \(lifetime.formatted(.units(allowed: [.days, .hours, .minutes], width: .wide))) at a time"
            if rules.refreshTokenLifetime?[tokenType] != nil { text += ", renewed by the platform until \(owner) or the platform ends it" }
        }
        return rules.consent == .remembered ? "\(text). You are not asked again until you revoke it" : text
    }

    /// The first letters of the first two words.
    static func initials(of name: String) -> String {
        let words = name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).prefix(2)
        return words.compactMap(\.first).map { $0.uppercased() }.joined()
    }

    /// A reason as it stands in an error, as a sentence.
    static func sentence(_ text: String) -> String {
        let end = text.hasSuffix(".") ? "" : "."
        return text.prefix(1).uppercased() + text.dropFirst() + end
    }
}
