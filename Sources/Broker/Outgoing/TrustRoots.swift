internal import Foundation
internal import NIOSSL

/// The machine's trusted certificates, read once: every request has a client of its own, and to read them for each would cost more than
/// the handshake. A server that is to trust others is started again.
enum TrustRoots {
    static let configuration: TLSConfiguration = {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Where none of these is, the library looks by itself.
        if let certificates = read() { configuration.trustRoots = .certificates(certificates) }
        return configuration
    }()

    private static func read() -> [NIOSSLCertificate]? {
        let named = ProcessInfo.processInfo.environment["SSL_CERT_FILE"].map { [$0] } ?? []
        let usual = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
        return (named + usual).lazy.compactMap { try? NIOSSLCertificate.fromPEMFile($0) }.first { !$0.isEmpty }
    }
}
