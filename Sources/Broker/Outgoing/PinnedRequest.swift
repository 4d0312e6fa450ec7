internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// One request to one checked address. The library's `dnsOverride` belongs to a client, so each has a client of its own, on shared threads.
struct PinnedRequest {
    let request: OutgoingRequest
    let address: IPAddress
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
        let response = try await client.execute(clientRequest, timeout: TimeAmount(deadline))

        let headerBytes = response.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        guard headerBytes <= Self.maximumHeaderBytes else { throw OutgoingError(.tooLarge, "the answer's headers are too large") }
        let body =
            switch request.answer {
            case .whole(let maximum): try await Self.whole(response, maximum: maximum)
            case .beginning(let bytes, let patience): await Self.beginning(response, bytes: bytes, patience: patience)
            }
        let mediaType = response.headers.first(name: "Content-Type")?.prefix { $0 != ";" }.lowercased()
        return OutgoingResponse(
            status: Int(response.status.code), mediaType: mediaType?.filter { !$0.isWhitespace },
            retryAfter: response.headers.first(name: "Retry-After"), body: body)
    }

    private var clientRequest: HTTPClientRequest {
        var sent = HTTPClientRequest(url: request.url.string)
        sent.method = HTTPMethod(rawValue: request.method.rawValue)
        sent.headers.add(name: "Accept-Encoding", value: "identity")
        sent.headers.add(name: "Connection", value: "close")
        for (name, value) in request.headers { sent.headers.add(name: name, value: value) }
        if !sent.headers.contains(name: "User-Agent") { sent.headers.add(name: "User-Agent", value: "Symbolon") }
        if !request.body.isEmpty { sent.body = .bytes(ByteBuffer(bytes: request.body)) }
        return sent
    }

    private static func whole(_ response: HTTPClientResponse, maximum: Int) async throws -> [UInt8] {
        let tooLarge = OutgoingError(.tooLarge, "the answer is larger than \(maximum) bytes")
        if let announced = response.headers.first(name: "Content-Length").flatMap(Int.init), announced > maximum { throw tooLarge }
        var body: [UInt8] = []
        for try await chunk in response.body {
            guard body.count + chunk.readableBytes <= maximum else { throw tooLarge }
            body.append(contentsOf: chunk.readableBytesView)
        }
        return body
    }

    /// What comes in time, up to so many bytes; a body that breaks off has a beginning too.
    private static func beginning(_ response: HTTPClientResponse, bytes: Int, patience: Duration) async -> [UInt8] {
        let beginning = Beginning(limit: bytes)
        let body = response.body
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    for try await chunk in body where beginning.append(chunk) { return }
                } catch {
                    return
                }
            }
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
        return beginning.bytes
    }

    private func configuration(peer: PeerCheck) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: TrustRoots.configuration,
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout), read: TimeAmount(deadline)),
            proxy: nil,
            decompression: .disabled
        )
        // TLS, certificate name and Host stay with the name; only the connection goes to the checked address.
        configuration.dnsOverride = [request.url.host.name: address.description]
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { peer.check($0) }
        return configuration
    }
}

/// The first bytes of a body, as they come.
private final class Beginning: Sendable {
    private let limit: Int
    private let kept = Mutex<[UInt8]>([])

    init(limit: Int) { self.limit = limit }

    var bytes: [UInt8] { kept.withLock { $0 } }

    /// Whether that was enough.
    func append(_ chunk: ByteBuffer) -> Bool {
        kept.withLock { kept in
            kept.append(contentsOf: chunk.readableBytesView.prefix(limit - kept.count))
            return kept.count >= limit
        }
    }
}
