import Foundation

/// A TCP connection that sends what no HTTP client would. It blocks, for at most half a minute a call: use it from a thread of its own.
final class RawConnection {
    private let descriptor: Int32

    struct Failure: Error {}

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let socket = descriptor
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure() }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// `false` once the other side takes no more.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// No more will be sent.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Everything until the other side closes. Throws when it does not.
    func readToEnd() throws -> String {
        var text: [UInt8] = []
        while let more = try read() { text += more }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads until the text holds this so many times, or the other side closes.
    func read(until end: String, times: Int = 1) throws -> String {
        var text: [UInt8] = []
        while String(decoding: text, as: UTF8.self).ranges(of: end).count < times, let more = try read() { text += more }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` when the other side has closed, by a reset too. Throws when nothing comes.
    private func read() throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) { throw Failure() }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Runs a conversation on a thread of its own.
    static func talk<Value: Sendable>(
        to port: Int, _ body: @escaping @Sendable (RawConnection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body(try RawConnection(port: port)) }) }
        }
    }

    /// The status codes of the answers in a text, in order.
    static func statuses(in text: String) -> [Int] { text.matches(of: /HTTP\/1\.1 ([0-9]{3})/).compactMap { Int($0.1) } }
}
