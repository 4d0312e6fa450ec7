import Foundation

/// A connection that is kept, one request at a time, as cheap as can be: the load generator runs beside what it measures.
final class HTTPConnection {
    struct Answer {
        let status: Int
        let body: [UInt8]
    }

    private let port: Int
    private var socket: Int32 = -1
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    private let patience: Int

    /// `patience` in seconds.
    init(port: Int, patience: Int = 15) {
        self.port = port
        self.patience = patience
    }

    deinit { close() }

    /// `nil`: there was no answer. The request may have been carried out.
    func exchange(_ request: [UInt8]) -> Answer? {
        if socket < 0, !connect() { return nil }
        guard send(request), let answer = receive() else {
            close()
            return nil
        }
        return answer
    }

    func close() {
        if socket >= 0 { Glibc.close(socket) }
        socket = -1
    }

    private func connect() -> Bool {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var timeout = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        if connected != 0 { close() }
        return connected == 0
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func receive() -> Answer? {
        var filled = 0
        var head: (status: Int, end: Int, length: Int)?
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress?.advanced(by: filled), $0.count - filled, 0) }
            guard count > 0 else { return nil }
            filled += count
            if head == nil { head = Self.head(buffer[0..<filled]) }
            if let head, filled >= head.end + head.length {
                return Answer(status: head.status, body: Array(buffer[head.end..<(head.end + head.length)]))
            }
            if filled == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
        }
    }

    private static func head(_ bytes: ArraySlice<UInt8>) -> (status: Int, end: Int, length: Int)? {
        guard let end = bytes.find([13, 10, 13, 10]) else { return nil }
        let lines = String(decoding: bytes[0..<end], as: UTF8.self).lowercased().split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let length = lines.first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        return (status, end + 4, length)
    }
}

extension Collection<UInt8> {
    func contains(_ text: [UInt8]) -> Bool { Array(self)[...].find(text) != nil }
}

extension ArraySlice<UInt8> {
    /// Where these bytes begin, counted from the slice's start.
    func find(_ text: [UInt8]) -> Int? {
        withUnsafeBytes { all in
            text.withUnsafeBytes { wanted -> Int? in
                guard let start = all.baseAddress, let text = wanted.baseAddress, let first = wanted.first else { return nil }
                var place = 0
                while place + wanted.count <= all.count {
                    guard let found = memchr(start + place, Int32(first), all.count - wanted.count - place + 1) else { return nil }
                    place = UnsafeRawPointer(found) - start
                    if memcmp(found, text, wanted.count) == 0 { return place }
                    place += 1
                }
                return nil
            }
        }
    }
}
