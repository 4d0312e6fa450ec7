import ArgumentParser
import Broker
import Foundation
import NIOCore
import Postgres
import Storage

/// Says why a command failed, in words its reader can act on.
enum Failure {
    /// Runs a body; whatever it throws is printed to standard error and ends the command with exit code 1.
    static func explained(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch {
            FileHandle.standardError.write(Data("symbolon: \(text(error))\n".utf8))
            throw ExitCode.failure
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
}
