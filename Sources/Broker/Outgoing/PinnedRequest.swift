internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One request to one checked address. The library's `dnsOverride` belongs to a client, so each has a client of its own, on shared threads.
struct PinnedRequest {
    let url: OutgoingURL
    let address: IPAddress
    let maximumBytes: Int
    let connectTimeout: Duration
    let deadline: Duration

    private static let maximumHeaderBytes = 16 * 1024

    /// Answers, or says why not and whether the connection was made.
    func send() async -> (result: Result<OutgoingResponse, OutgoingError>, didConnect: Bool) {
        let peer = PeerCheck(expected: address)
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration(peer: peer))
        let result: Result<OutgoingResponse, OutgoingError>
        do {
            result = .success(try await receive(with: client))
        } catch let error as OutgoingError {
            result = .failure(error)
        } catch let error as HTTPClientError where [.connectTimeout, .deadlineExceeded, .readTimeout, .cancelled].contains(error) {
            result = .failure(.timedOut)
        } catch {
            // The library's own words may hold addresses and file names.
            result = .failure(OutgoingError(.unreachable, peer.didConnect ? "the answer could not be read" : "no connection could be made"))
        }
        try? await client.shutdown()
        return (result, peer.didConnect)
    }

    private func receive(with client: HTTPClient) async throws -> OutgoingResponse {
        var request = HTTPClientRequest(url: url.string)
        request.headers.add(name: "Accept-Encoding", value: "identity")
        request.headers.add(name: "User-Agent", value: "Symbolon")
        request.headers.add(name: "Connection", value: "close")
        let response = try await client.execute(request, timeout: TimeAmount(deadline))

        let headerBytes = response.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        guard headerBytes <= Self.maximumHeaderBytes else { throw OutgoingError(.tooLarge, "the answer's headers are too large") }
        let tooLarge = OutgoingError(.tooLarge, "the answer is larger than \(maximumBytes) bytes")
        if let announced = response.headers.first(name: "Content-Length").flatMap(Int.init), announced > maximumBytes { throw tooLarge }

        var body: [UInt8] = []
        for try await chunk in response.body {
            guard body.count + chunk.readableBytes <= maximumBytes else { throw tooLarge }
            body.append(contentsOf: chunk.readableBytesView)
        }
        let mediaType = response.headers.first(name: "Content-Type")?.prefix { $0 != ";" }.lowercased()
        return OutgoingResponse(status: Int(response.status.code), mediaType: mediaType?.filter { !$0.isWhitespace }, body: body)
    }

    private func configuration(peer: PeerCheck) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout), read: TimeAmount(deadline)),
            proxy: nil,
            decompression: .disabled
        )
        // TLS, certificate name and Host stay with the name; only the connection goes to the checked address.
        configuration.dnsOverride = [url.host.name: address.description]
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { peer.check($0) }
        return configuration
    }
}
