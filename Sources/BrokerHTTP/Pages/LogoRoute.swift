import Broker
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// A platform's logo, from here and not from the platform.
struct LogoRoute: Sendable {
    private let findLogo: FindLogo

    init(engine: Engine) { findLogo = FindLogo(engine: engine) }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        guard let clientID = context.parameters.get("client_id"), let logo = try await findLogo(clientID: clientID, at: context.site) else {
            throw SurfaceError.notFound
        }
        let headers: HTTPFields = [
            .contentType: logo.mediaType, .xContentTypeOptions: "nosniff", .cacheControl: "public, max-age=300",
            .contentSecurityPolicy: "default-src 'none'",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: logo.content)))
    }
}
