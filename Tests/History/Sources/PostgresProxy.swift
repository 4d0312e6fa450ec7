import Foundation
import Synchronization

/// Stands between one server and one cluster, on a unix socket of the same form, and holds replies back: so that what is in flight stays
/// there long enough for others to overtake it. Requests always pass at once, so that nothing is carried out later than it was asked for.
final class PostgresProxy: Sendable {
    /// How large a share of replies is held, and for how long at most, in milliseconds.
    struct Holding: Sendable {
        var share = 0.04
        var longest = 50.0
    }

    private let path: String
    private let target: String
    private let holding: Holding
    private let listener: Int32
    /// Until then no reply passes.
    private let frozenUntil = Mutex<UInt64>(0)
    /// Until then nobody is let in.
    private let absentUntil = Mutex<UInt64>(0)
    private let sockets = Mutex<Set<Int32>>([])

    /// Folders that hold `.s.PGSQL.5432`.
    init(from folder: String, to target: String, holding: Holding) throws {
        self.target = target + "/.s.PGSQL.5432"
        self.holding = holding
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = folder + "/.s.PGSQL.5432"
        unlink(path)
        listener = Self.socket()
        guard Self.with(path, { bind(listener, $0, $1) }) == 0, listen(listener, 128) == 0 else {
            throw HistoryError("cannot listen on \(path): \(String(cString: strerror(errno)))")
        }
        Self.thread { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 { serve(client) }
        }
    }

    /// Holds every reply for so long.
    func freeze(milliseconds: Double) {
        frozenUntil.withLock { $0 = MonotonicClock.now + .milliseconds(milliseconds) }
    }

    /// Ends every connection there is.
    func cut() {
        sockets.withLock { for socket in $0 { shutdown(socket, Int32(SHUT_RDWR)) } }
    }

    /// Ends every connection there is, and each that is made for so long.
    func leave(milliseconds: Double) {
        absentUntil.withLock { $0 = MonotonicClock.now + .milliseconds(milliseconds) }
        cut()
    }

    private func serve(_ client: Int32) {
        guard absentUntil.withLock({ $0 }) <= MonotonicClock.now else {
            close(client)
            return
        }
        let server = Self.socket()
        guard Self.with(target, { connect(server, $0, $1) }) == 0 else {
            close(server)
            close(client)
            // Nobody listens there any more, so nobody does here: who connects is refused, as there.
            unlink(path)
            shutdown(listener, Int32(SHUT_RDWR))
            return
        }
        sockets.withLock { $0.formUnion([client, server]) }
        let ends = Ends(client, server) { [self] in sockets.withLock { $0.subtract([client, server]) } }
        Self.thread { [self] in pump(from: client, to: server, held: false, ends) }
        Self.thread { [self] in pump(from: server, to: client, held: true, ends) }
    }

    private func pump(from source: Int32, to sink: Int32, held: Bool, _ ends: Ends) {
        var buffer = [UInt8](repeating: 0, count: 32 * 1024)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { break }
            if held { hold() }
            var sent = 0
            while sent < count {
                let wrote = buffer.withUnsafeBytes { send(sink, $0.baseAddress?.advanced(by: sent), count - sent, Int32(MSG_NOSIGNAL)) }
                guard wrote > 0 else { break }
                sent += wrote
            }
            guard sent == count else { break }
        }
        ends.end()
    }

    private func hold() {
        if Double.random(in: 0..<1) < holding.share { MonotonicClock.sleep(milliseconds: Double.random(in: 0..<holding.longest)) }
        while case let until = frozenUntil.withLock({ $0 }), case let now = MonotonicClock.now, until > now {
            MonotonicClock.sleep(milliseconds: min(20, Double(until - now) / 1e6))
        }
    }

    /// The two sockets of a connection: closed when both directions have come to their end.
    private final class Ends: Sendable {
        private let client: Int32
        private let server: Int32
        private let ended = Mutex(0)
        private let whenClosed: @Sendable () -> Void

        init(_ client: Int32, _ server: Int32, whenClosed: @escaping @Sendable () -> Void) {
            self.client = client
            self.server = server
            self.whenClosed = whenClosed
        }

        func end() {
            shutdown(client, Int32(SHUT_RDWR))
            shutdown(server, Int32(SHUT_RDWR))
            let both = ended.withLock {
                $0 += 1
                return $0 == 2
            }
            guard both else { return }
            // Out of the table first: a number that is free may be another's at once.
            whenClosed()
            close(client)
            close(server)
        }
    }

    private static func socket() -> Int32 { Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0) }

    private static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: path.utf8.prefix(place.count - 1))
        }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 256 * 1024
        thread.start()
    }
}
