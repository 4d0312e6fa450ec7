import Foundation

/// Carries changes out, through one door or another, and says when each began and when it was acknowledged.
final class Changer {
    /// What a run shares.
    struct Place: Sendable {
        let servers: [(port: Int, managementPort: Int)]
        let consoleURL: String
        let adminKey: String
        let binary: String
        let commandEnvironment: [String: String]
        /// How often, of the doors, a command is run: a process each time.
        let commandShare: Double
        /// Whether the database has numbers that are raised by changes.
        let hasRevisions: Bool
    }

    /// A change that was acknowledged.
    struct Done {
        let began: UInt64
        let acknowledged: UInt64
        let door: String
        /// Attempts of which nobody learned whether they did it.
        var lost = 0
    }

    private enum Attempt {
        case done
        /// Surely not done.
        case refused(String)
        case lost(String)
    }

    private let place: Place
    private let console: SQLConsole
    private let tally: Tally

    init(_ place: Place, tally: Tally) {
        self.place = place
        self.tally = tally
        console = SQLConsole(url: place.consoleURL)
    }

    /// Until it is done. `nil`: nobody knows, after 40 seconds.
    func carryOut(_ move: Move) -> Done? {
        let first = MonotonicClock.now
        var began: UInt64?
        var lost = 0
        while MonotonicClock.now < first + .milliseconds(40_000) {
            // After an attempt of which nobody knows, only what can be done twice.
            let door = lost > 0 ? move.doors.first { $0.name == "SQL" || $0.name == "expiry" } : choose(move.doors)
            guard let door else { return nil }
            var start = MonotonicClock.now
            let attempt = try_(door, start: &start)
            var acknowledged = MonotonicClock.now
            if case .expiry(_, let seconds) = door, case .done = attempt {
                // The database's clock at the statement lies between these two.
                let (least, most) = (start + .milliseconds(seconds * 1000 - 3), acknowledged + .milliseconds(seconds * 1000 + 3))
                MonotonicClock.sleep(milliseconds: Double(most - MonotonicClock.now) / 1e6 + 1)
                (start, acknowledged) = (least, most)
            }
            switch attempt {
            case .done: return Done(began: min(began ?? start, start), acknowledged: acknowledged, door: door.name, lost: lost)
            case .refused(let why):
                tally.note(refusal: "\(door.name): \(why.prefix(200))")
                MonotonicClock.sleep(milliseconds: 20)
            case .lost(let why):
                tally.note(refusal: "\(door.name): \(why.prefix(200))")
                began = began ?? start
                lost += 1
                // What may still be under way there comes to its end.
                MonotonicClock.sleep(milliseconds: 3_000)
            }
        }
        return nil
    }

    private func choose(_ doors: [Door]) -> Door? {
        let others = doors.filter { $0.name != "command line" }
        let commands = doors.filter { $0.name == "command line" }
        if !commands.isEmpty, others.isEmpty || Double.random(in: 0..<1) < place.commandShare { return commands.randomElement() }
        return others.randomElement()
    }

    private func try_(_ door: Door, start: inout UInt64) -> Attempt {
        switch door {
        case .sql(let statements, let tenant):
            do {
                try HandTyped.any(hasRevisions: place.hasRevisions).type(statements, tenant: tenant, on: console, began: &start)
                return .done
            } catch SQLConsole.Failure.refused(let why) {
                // Should a transaction be open, that is over.
                do { try console.run("ROLLBACK") } catch { console.close() }
                return .refused(why)
            } catch {
                return .lost("\(error)")
            }
        case .expiry(let statement, _):
            do {
                try console.run(statement)
                return .done
            } catch SQLConsole.Failure.refused(let why) { return .refused(why) } catch { return .lost("\(error)") }
        case .api(let method, let path, let body): return request(method, "/admin/v1/tenants/" + path, body)
        case .oauth(let bytes):
            guard let server = place.servers.randomElement() else { return .refused("no server") }
            return read(HTTPConnection(port: server.port).exchange(bytes))
        case .command(let words, let input): return run(words, input)
        }
    }

    private func request(_ method: String, _ path: String, _ body: String?) -> Attempt {
        guard let server = place.servers.randomElement() else { return .refused("no server") }
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(place.adminKey)", "Connection: close"]
        if body != nil { lines.append("Content-Type: application/json") }
        lines.append("Content-Length: \(body?.utf8.count ?? 0)")
        return read(
            HTTPConnection(port: server.managementPort).exchange(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)))
    }

    private func read(_ answer: HTTPConnection.Answer?) -> Attempt {
        guard let answer else { return .lost("no answer") }
        switch answer.status {
        case 200..<300: return .done
        case 400..<500: return .refused("\(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        default: return .lost("\(answer.status)")
        }
    }

    private func run(_ words: [String], _ input: String?) -> Attempt {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: place.binary)
        process.arguments = words
        process.environment = place.commandEnvironment
        let (standardInput, errors) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        do { try process.run() } catch { return .refused("\(error)") }
        if let input { standardInput.fileHandleForWriting.write(Data((input + "\n").utf8)) }
        try? standardInput.fileHandleForWriting.close()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        if process.terminationStatus == 0 { return .done }
        return .lost("exit code \(process.terminationStatus): \(String(decoding: said, as: UTF8.self))")
    }
}
