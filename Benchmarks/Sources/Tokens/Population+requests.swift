import Foundation

/// What is asked of the product, of each vendor in its own name.
extension Population {
    /// By a resource server (RFC 7662).
    func introspections(_ records: RecordFile) throws -> RequestFiles {
        try files("introspection", records) { vendor in introspection(vendor, authorization: vendor.resourceServerAuthorization) }
    }

    /// By the vendor's own key.
    func introspectionsByKey(_ records: RecordFile) throws -> RequestFiles {
        try files("introspection-key", records) { vendor in introspection(vendor, authorization: vendor.keyAuthorization) }
    }

    func introspection(_ vendor: Vendor, authorization: String) -> RequestTemplate {
        .post(vendor.path("/oauth/introspect"), authorization: authorization, body: "token=\(RequestTemplate.record)")
    }

    /// By the token itself, where the dialect has such a path.
    func validations(_ path: String, _ records: RecordFile) throws -> RequestFiles {
        try files("validation", records) { .get($0.path(path), authorization: "Bearer \(RequestTemplate.record)") }
    }

    func clientCredentials(_ records: RecordFile) throws -> RequestFiles {
        try token(records, "grant_type=client_credentials&account_id=")
    }

    func exchanges(_ records: RecordFile) throws -> RequestFiles {
        let uri = Vendor.redirectURI.replacingOccurrences(of: ":", with: "%3A").replacingOccurrences(of: "/", with: "%2F")
        return try token(records, "grant_type=authorization_code&redirect_uri=\(uri)&code=")
    }

    func refreshes(_ records: RecordFile) throws -> RequestFiles {
        try token(records, "grant_type=refresh_token&refresh_token=")
    }

    private func token(_ records: RecordFile, _ body: String) throws -> RequestFiles {
        try files("token-\(body.prefix(20).filter(\.isLetter))", records) {
            .post($0.path("/oauth/token"), authorization: $0.platformAuthorization, body: body + RequestTemplate.record)
        }
    }

    private func files(_ name: String, _ records: RecordFile, _ template: (Vendor) -> RequestTemplate) throws -> RequestFiles {
        try RequestFiles(
            "\(database.name)-\(vendors[0].dialect.name)-\(name)", templates: vendors.map(template), records: records, in: folder)
    }
}
