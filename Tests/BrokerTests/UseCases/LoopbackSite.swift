import Foundation
import Synchronization

/// A partner's web site on a loopback port: answers each path with the bytes it was given and remembers who asked for what.
final class LoopbackSite: Sendable {
    struct Page: Sendable {
        var status = "200 OK"
        var type = "image/png"
        var headers = ""
        var body: [UInt8]
    }

    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    let port: Int
    private let listener: Int32
    private let asked = Mutex<[String]>([])

    /// The paths asked for, in order.
    var requests: [String] { asked.withLock { $0 } }

    init(_ pages: [String: Page]) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { self.serve(pages) }
    }

    /// No more connections; the thread ends.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    private func serve(_ pages: [String: Page]) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            var request: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
                let count = recv(connection, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                request += buffer[..<count]
            }
            let words = String(decoding: request, as: UTF8.self).split(separator: " ")
            let path = words.count > 1 ? String(words[1]) : ""
            asked.withLock { $0.append(path) }
            let page = pages[path] ?? Page(status: "404 Not Found", type: "text/plain", body: [])
            let head =
                "HTTP/1.1 \(page.status)\r\nContent-Type: \(page.type)\r\n\(page.headers)Content-Length: \(page.body.count)\r\nConnection: close\r\n\r\n"
            let answer = Array(head.utf8) + page.body
            var sent = 0
            while sent < answer.count {
                let count = answer[sent...].withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { break }
                sent += count
            }
            Foundation.close(connection)
        }
        Foundation.close(listener)
    }
}
