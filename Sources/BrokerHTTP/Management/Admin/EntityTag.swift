import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Secrets

/// The strong validator of one thing as it is shown (RFC 9110 §8.8.3): a digest of its members.
enum EntityTag {
    /// What an `If-Match` must be.
    static let rule = TextRule(
        pattern: #"^(\*|(W/)?"[!#-+\--~]*"( *, *(W/)?"[!#-+\--~]*")*)$"#)

    static func text(of members: [String: WireValue]) throws -> String {
        "\"\(try sha256Base64URL(WireValue.object(members).text).prefix(22))\""
    }

    /// The tags of an `If-Match`; `nil` without one; empty for `*`, which is true of whatever is there.
    static func wanted(_ request: Request) throws(AdminRefusal) -> [String]? {
        let fields = request.headers[fields: .ifMatch].map(\.value)
        guard !fields.isEmpty else { return nil }
        let tags = fields.joined(separator: ",").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if tags == ["*"] { return [] }
        guard !tags.isEmpty, tags.allSatisfy({ $0.wholeMatch(of: /(W\/)?"[\x21\x23-\x7E]*"/) != nil }) else {
            throw .malformed("must be * or tags in quotes, as ETag shows them", field: "If-Match")
        }
        return tags
    }
}

extension Response {
    /// One thing with its ETag.
    static func entity(_ members: [String: WireValue]) throws -> Response {
        var response = Response.uncachedJSON(members)
        response.headers[.eTag] = try EntityTag.text(of: members)
        return response
    }

    /// Something that was just made, at its address below the tenant's. `shown` may hold a secret that is shown once, and is no part of the ETag.
    static func created(
        _ members: [String: WireValue], shownOnce: [String: WireValue] = [:], at location: String
    ) throws -> Response {
        var response = Response.uncachedJSON(members.merging(shownOnce) { first, _ in first }, status: .created)
        response.headers[.location] = location
        response.headers[.eTag] = try EntityTag.text(of: members)
        return response
    }
}

extension AdminContext {
    /// What a change must find true inside its transaction, after the row was locked, if the request has an `If-Match`.
    func precondition<Entity>(
        _ request: Request, _ members: @escaping @Sendable (Entity) throws -> [String: WireValue]
    ) throws(AdminRefusal) -> (@Sendable (Entity) throws -> Void)? {
        guard let wanted = try EntityTag.wanted(request), !wanted.isEmpty else { return nil }
        return { entity in
            // A weak tag is never equal here (RFC 9110 §13.1.1).
            guard wanted.contains(try EntityTag.text(of: try members(entity))) else { throw AdminRefusal.preconditionFailed }
        }
    }
}
