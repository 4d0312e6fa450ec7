import ArgumentParser
import Broker
import Foundation
import NIOCore
import Postgres
import Secrets
import Storage

/// Why a command failed, in words its reader can act on, and the exit code that tells a script.
enum Failure {
    /// Every exit code there is, beside 0 for done and 130, which a shell gives a command that was interrupted.
    enum Code: Int32, CaseIterable {
        case failed = 1
        case refused = 2
        case notFound = 3
        case unavailable = 4
        case usage = 64

        var name: String {
            switch self {
            case .failed: "failed"
            case .refused: "refused"
            case .notFound: "not_found"
            case .unavailable: "unavailable"
            case .usage: "usage"
            }
        }
    }

    static func code(of error: any Error) -> Code {
        switch error {
        case is InputError: .refused
        case is NotFound: .notFound
        case PostgresError.server(.lockNotAvailable, _, _): .unavailable
        case _ where isTemporarilyUnavailable(error): .unavailable
        default: .failed
        }
    }

    static func text(_ error: any Error) -> String {
        switch error {
        case PostgresError.server(.undefinedTable, _, _): "the database has no schema, or an old one: run `symbolon migrate up`"
        case PostgresError.server(.lockNotAvailable, _, _):
            "another session holds a lock that this needs: try again when it is done, nothing was changed"
        case let error as PostgresError where error.isUnavailable: "the database cannot be used now (\(error)): see `symbolon doctor`"
        case PostgresError.server(.insufficientPrivilege, _, let message):
            "the login of the database URL may not do this (\(message.message)): use symbolon_app for SYMBOLON_DATABASE_URL"
        case PostgresError.server(let state, _, let message): "PostgreSQL refused (\(state.rawValue)): \(message.message)"
        case let error as IOError where error.errnoCode == EADDRINUSE:
            "another program listens there already: set SYMBOLON_LISTEN and SYMBOLON_MANAGEMENT_LISTEN to free ports"
        default: "\(error)"
        }
    }

    /// Ends the process with what went wrong on standard error: as JSON where `--json` asks for that, else as people read it.
    static func end(_ error: any Error) -> Never {
        let isUsage = Symbolon.exitCode(for: error) == .validationFailure && !(error is ExitCode)
        let isParsersOwn = error is ExitCode || Symbolon.exitCode(for: error) == .success
        let wantsJSON = CommandLine.arguments.contains("--json")
        guard !isParsersOwn, wantsJSON || !isUsage else { Symbolon.exit(withError: error) }
        let code = isUsage ? Code.usage : code(of: error)
        let message = isUsage ? Symbolon.message(for: error) : text(error)
        let line = wantsJSON ? json(code, field: (error as? InputError)?.field, message: message) : "symbolon: \(message)"
        FileHandle.standardError.write(Data("\(line)\n".utf8))
        Symbolon.exit(withError: ExitCode(code.rawValue))
    }

    private static func json(_ code: Code, field: String?, message: String) -> String {
        let error = [Field("code", .text(code.name)), Field("field", .text(field)), Field("message", .text(message))]
        return OutputOptions.json(JSONRecord([Field("error", .record(error))]))
    }
}
