import Broker
import Foundation
import Hummingbird
import OAuth

/// The members of a request's body: one JSON object of at most 64 KiB, in which nothing unknown stands and nothing twice.
struct JSONBody {
    /// Deeper than anything a client has reason to send.
    private static let maximumDepth = 16

    private let members: [String: JSONValue]

    /// A body that is not sent counts as an empty object. Throws `InputError` for a member that is not among the known.
    init(_ request: Request, known: [String]) async throws {
        let body = try await BodyReader.read(request)
        members = body.isEmpty ? [:] : try Self.read(body, label: request.headers[.contentType])
        if let stranger = members.keys.filter({ !known.contains($0) }).min() {
            let choice = known.isEmpty ? "nothing is to be sent here" : "the members are \(known.joined(separator: ", "))"
            throw InputError(String(stranger.prefix(64)), "is not known here: \(choice)")
        }
    }

    /// The same by the schema the reference shows.
    init(_ request: Request, _ schema: Schema?) async throws { try await self.init(request, known: schema?.memberNames ?? []) }

    private static func read(_ body: [UInt8], label: String?) throws(AdminRefusal) -> [String: JSONValue] {
        guard label.map(ParameterReader.mediaType) == "application/json" else { throw .unsupportedMediaType }
        // The decoder would read UTF-16 and UTF-32 as well, which the scans do not read.
        guard !body.contains(0), String(validating: body, as: UTF8.self) != nil, !JSONKeyCount.isDeeper(than: maximumDepth, body),
            let members = try? JSONDecoder().decode([String: JSONValue].self, from: Data(body))
        else { throw .malformed("the body is not a JSON object") }
        // The decoder keeps one of two equal keys without a word.
        guard JSONKeyCount.topLevel(body) == members.count else { throw .malformed("the body names a member more than once") }
        return members
    }

    func string(_ name: String) throws(InputError) -> String? {
        guard let value = members[name] else { return nil }
        return try Self.text(value, name)
    }

    /// `null` is told as an empty string, which takes the value away.
    func clearableString(_ name: String) throws(InputError) -> String? {
        guard let value = members[name] else { return nil }
        if case .null = value { return "" }
        return try Self.text(value, name, "must be a string or null")
    }

    func strings(_ name: String) throws(InputError) -> [String]? {
        guard let value = members[name] else { return nil }
        guard case .list(let items) = value else { throw InputError(name, "must be a list of strings") }
        var texts: [String] = []
        for item in items { texts.append(try Self.text(item, name, "must be a list of strings")) }
        return texts
    }

    func integer(_ name: String) throws(InputError) -> Int? {
        guard let value = members[name] else { return nil }
        guard case .integer(let number) = value else { throw InputError(name, "must be a whole number") }
        return number
    }

    /// A number, `null` as `.some(nil)`, or nothing.
    func clearableInteger(_ name: String) throws(InputError) -> Int?? {
        guard let value = members[name] else { return nil }
        if case .null = value { return .some(nil) }
        guard case .integer(let number) = value else { throw InputError(name, "must be a whole number or null") }
        return number
    }

    func flag(_ name: String) throws(InputError) -> Bool? {
        guard let value = members[name] else { return nil }
        guard case .bool(let flag) = value else { throw InputError(name, "must be true or false") }
        return flag
    }

    func time(_ name: String) throws(InputError) -> Date? {
        guard let text = try string(name) else { return nil }
        guard let date = RFC3339.date(text) else { throw InputError(name, "must be a time like 2026-01-31T12:00:00Z") }
        return date
    }

    /// `nil`: it was not sent. A `value` of `nil`: it was `null`, which takes the time away.
    func clearableTime(_ name: String) throws(InputError) -> (value: Date?, isSent: Bool)? {
        guard let value = members[name] else { return nil }
        if case .null = value { return (nil, true) }
        return (try time(name), true)
    }

    private static func text(_ value: JSONValue, _ name: String, _ rule: String = "must be a string") throws(InputError) -> String {
        guard case .string(let text) = value else { throw InputError(name, rule) }
        // PostgreSQL's text holds none.
        guard !text.unicodeScalars.contains("\0") else { throw InputError(name, "must not hold a NUL character") }
        return text
    }
}

extension Optional {
    /// For a member without which nothing can be done.
    func required(_ name: String) throws(InputError) -> Wrapped {
        guard let self else { throw InputError(name, "must be given") }
        return self
    }
}
