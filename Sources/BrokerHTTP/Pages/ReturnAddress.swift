import Broker
import Dialects

/// Where to go after signing in: an authorization request or a page of this tenant, or home. Nothing else that a form may say.
enum ReturnAddress {
    static func check(_ address: String?, site: TenantSite) -> String {
        guard let address, address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            address.hasPrefix(site.basePath + "/"), leadsHere(String(address.dropFirst(site.basePath.count)), site.dialect)
        else { return site.basePath + "/" }
        return address
    }

    private static func isIdentifier(_ segment: Substring) -> Bool {
        !segment.isEmpty && segment.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    private static func leadsHere(_ address: String, _ dialect: Dialect) -> Bool {
        let path = address.prefix { $0 != "?" }
        if PagePath.all.contains(String(path)) { return true }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        return dialect.endpoints.contains { endpoint in
            guard endpoint.useCase == .authorize || endpoint.useCase == .prompt else { return false }
            let pattern = endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
            return pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0 == $1 || ($0.hasPrefix(":") && isIdentifier($1)) }
        }
    }
}
