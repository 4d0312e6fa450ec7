import Hummingbird
import HTTPTypes
import NIOCore

/// Reads a body whole, and never more of it than any request here needs (SECURITY 4C row 13).
enum BodyReader {
    static let maximumBytes = 64 * 1024

    static func read(_ request: Request) async throws -> [UInt8] {
        guard request.headers[.contentEncoding] == nil else { throw SurfaceError.unsupportedEncoding }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > maximumBytes { throw SurfaceError.bodyTooLarge }
        do {
            let buffer = try await request.body.collect(upTo: maximumBytes)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw SurfaceError.bodyTooLarge
        }
    }
}
