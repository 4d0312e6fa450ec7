import Foundation

/// One HTTP/1.1 connection over a plain socket, so that a test sees what happened to it: refused, lost, late or answered.
final class Line {
    enum Failure: Error, Equatable {
        case refused
        /// Closed or reset before the answer was complete.
        case lost
        case late
    }

    struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: String

        subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }

        /// The members of a flat JSON object, as texts.
        var json: [String: String] {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return (object ?? [:]).mapValues { "\($0)" }
        }
    }

    private let descriptor: Int32
    private var unread: [UInt8] = []
    private(set) var isOpen = true

    init(port: Int, timeout: Int = 30) throws(Failure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var time = timeval(tv_sec: timeout, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw .refused }
    }

    deinit { close(descriptor) }

    /// Sends one request and reads its answer.
    func call(_ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil) throws(Failure) -> Answer {
        try write(Self.request(method, path, headers: headers, body: body))
        return try read()
    }

    static func request(_ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil) -> String {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        return text + "\r\n" + (body ?? "")
    }

    func write(_ text: String) throws(Failure) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw lost() }
            sent += count
        }
    }

    /// Reads the next answer.
    func read() throws(Failure) -> Answer {
        let end = Array("\r\n\r\n".utf8)
        var head: [UInt8]?
        while head == nil {
            if let range = unread.firstRange(of: end) {
                head = Array(unread[..<range.lowerBound])
                unread.removeSubrange(..<range.upperBound)
            } else if try !receive() {
                throw lost()
            }
        }
        let lines = String(decoding: head ?? [], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { throw lost() }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
        let isWithoutBody = status == 204 || status == 304
        let wanted = isWithoutBody ? 0 : length ?? .max
        while unread.count < wanted {
            if try !receive() {
                guard length == nil else { throw lost() }
                break
            }
        }
        let body = Array(unread.prefix(wanted))
        unread.removeFirst(body.count)
        if headers.contains(where: { $0.name == "connection" && $0.value.lowercased() == "close" }) { isOpen = false }
        return Answer(status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
    }

    /// False at the end of what the other side sends.
    private func receive() throws(Failure) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                unread += buffer[..<count]
                return true
            }
            if count == 0 { return false }
            if errno == EINTR { continue }
            isOpen = false
            throw errno == EAGAIN || errno == EWOULDBLOCK ? .late : .lost
        }
    }

    private func lost() -> Failure {
        isOpen = false
        return .lost
    }
}
