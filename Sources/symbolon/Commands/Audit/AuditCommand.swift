import ArgumentParser
import Broker
import Foundation
import Model

/// Who did what, and the proof that nobody changed what is on record.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read, check and export the audit log.",
        subcommands: [List.self, Show.self, Export.self, AuditVerifyCommand.self, Seal.self])

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List who did what, the newest first.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var filter: AuditFilterOptions
        @OptionGroup var length: LengthOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let filter = try await filter.filter(of: tenant, engine)
            let entries = try await ReadAuditLog(engine: engine).newest(filter, limit: length.limit, in: tenant)
            output.list(entries.map(output.isJSON ? fields : shortFields), empty: "There are no audit entries.")
        }
    }

    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show an entry, with what it changed.")

        @Argument(help: "The id of the entry, as `list` shows it.", transform: parseID) var id: AuditEntry.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            guard let entry = try await ReadAuditLog(engine: engine).entry(id, in: tenant) else { throw NotFound("audit entry", id) }
            output.show(fields(entry))
        }
    }

    struct Export: Command {
        static let configuration = CommandConfiguration(
            abstract: "Write the audit log as JSON lines, the oldest entry first.",
            discussion: "To standard output, or to a file that is not there yet; it can be read by its owner only.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var filter: AuditFilterOptions
        @Option(name: .customLong("output"), help: ArgumentHelp("The file to write.", valueName: "file")) var path: String?
        @OptionGroup var progress: ProgressOptions

        var output: OutputOptions { OutputOptions() }

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let filter = try await filter.filter(of: tenant, engine)
            let log = ReadAuditLog(engine: engine)
            // A tenant that is not there, and a database that is away, leave no empty file behind.
            var page = try await log.exportPage(filter, in: tenant)
            let file = try path.map(NewFile.create) ?? FileHandle.standardOutput
            let progress = Progress("entries written", progress)
            var count = 0
            while true {
                try file.write(contentsOf: Data(page.entries.map(\.line).joined().utf8))
                count += page.entries.count
                guard let next = page.next else { break }
                progress.reached(count)
                page = try await log.exportPage(filter, after: next, in: tenant)
            }
            progress.finish()
            if let path {
                try file.close()
                print("Wrote \(count == 1 ? "1 entry" : "\(count) entries") to \(path).")
            }
        }
    }

    struct Seal: Command {
        static let configuration = CommandConfiguration(
            abstract: "Seal what waits, now.", discussion: "A running server does this by itself, twice a second.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let (seal, log) = (SealAuditLog(engine: engine), ReadAuditLog(engine: engine))
            while try await seal(tenant.id) {}
            output.show(auditFields(try await log.state(of: tenant)))
        }
    }
}

/// Which entries are meant.
struct AuditFilterOptions: ParsableArguments {
    @Option(help: "Only what such a one did: operator, user, platform, anonymous or server.") var actorKind: ActorKind?
    @Option(help: "Only what this one did.") var actorID: String?
    @Option(help: "Only this action, as platform.registered.") var action: String?
    @Option(help: "Only what was done to such a thing, as platform.") var targetKind: String?
    @Option(help: "Only what was done to this one.") var targetID: String?
    @Option(help: "Only what this request did.") var requestID: String?
    @Option(help: ArgumentHelp("From when on: \(Moment.help).", valueName: "time")) var since: Moment?
    @Option(help: ArgumentHelp("Up to when.", valueName: "time")) var until: Moment?

    enum ActorKind: String, ExpressibleByArgument {
        case `operator`, user, platform, anonymous, server
    }

    func filter(of tenant: Tenant, _ engine: Engine) async throws -> AuditFilter {
        let now = try await ReadClock(engine: engine)(of: tenant)
        var filter = AuditFilter()
        filter.actorKind = actorKind?.rawValue
        filter.actorID = actorID
        filter.action = action
        filter.targetKind = targetKind
        filter.targetID = targetID
        filter.requestID = requestID
        filter.since = since?.date(now: now)
        filter.until = until?.date(now: now)
        return filter
    }
}

/// How far a tenant's log is sealed.
func auditFields(_ state: AuditState) -> [Field] {
    [
        Field("head", .text(state.head?.text)), Field("sealed_at", .date(state.sealedAt)), Field("waiting", .number(state.waiting)),
        Field("waiting_ms", .number(Int(state.waitingFor / .milliseconds(1)))), Field("has_older", .flag(state.hasOlder)),
    ]
}

private func fields(_ entry: RecordedAuditEntry) -> [Field] {
    [
        Field("id", .text(entry.id.description)), Field("occurred_at", .text(RFC3339.text(entry.occurredAt))),
        Field("number", entry.number.map(Field.Value.number) ?? .text(nil)), Field("actor_kind", .text(entry.actorKind)),
        Field("actor_id", .text(entry.actorID)), Field("action", .text(entry.action)), Field("target_kind", .text(entry.targetKind)),
        Field("target_id", .text(entry.targetID)), Field("detail", .members(entry.detail)), Field("before", .members(entry.change.before)),
        Field("after", .members(entry.change.after)), Field("source_address", .text(entry.sourceAddress)),
        Field("request_id", .text(entry.requestID)),
    ]
}

/// What fits on a line.
private func shortFields(_ entry: RecordedAuditEntry) -> [Field] {
    [
        Field("occurred_at", .date(entry.occurredAt)), Field("id", .text(entry.id.description)), Field("action", .text(entry.action)),
        Field("actor", .text([entry.actorKind, entry.actorID].compactMap(\.self).joined(separator: " "))),
        Field("target", .text(entry.targetKind.map { "\($0) \(entry.targetID ?? "")" })), Field("from", .text(entry.sourceAddress)),
    ]
}
