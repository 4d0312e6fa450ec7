package import Hummingbird
import HTTPTypes
import NIOCore

/// Reads a body whole, and never more of it than any request here needs (SECURITY 4C row 13).
package enum BodyReader {
    static let maximumBytes = 64 * 1024

    /// Looked at before any route, since even a body that nobody wants is sent whole.
    static func checkAnnounced(_ request: Request) throws {
        guard let text = request.headers[.contentLength] else { return }
        guard let length = Int(text), length <= maximumBytes else { throw SurfaceError.bodyTooLarge }
    }

    package static func read(_ request: Request) async throws -> [UInt8] {
        guard request.headers[.contentEncoding] == nil else { throw SurfaceError.unsupportedEncoding }
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        do {
            let buffer = try await request.body.collect(upTo: maximumBytes)
            // A connection that ends in the middle of a body looks like the body's end.
            if let announced, announced != buffer.readableBytes { throw SurfaceError.badForm("the body is shorter than announced") }
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw SurfaceError.bodyTooLarge
        }
    }
}
