import Broker
import Dialects
import Hummingbird

/// Serves the document of a tenant's endpoints, with the tenant's own address in it.
struct SiteDocumentRoute: Sendable {
    /// Stands where the address goes; no address has it.
    private static let placeholder = "https://address.invalid/\u{A7}"

    /// The text before and after the address.
    private let parts: [String]

    init(dialect: Dialect, version: String) throws {
        parts = try SiteDocument.text(of: dialect, version: version, server: Self.placeholder).split(
            separator: WireValue.string(Self.placeholder).text, omittingEmptySubsequences: false
        ).map(String.init)
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        DocumentRoute(text: parts.joined(separator: WireValue.string(context.site.baseURL).text)).response()
    }
}
