import Foundation

/// The string members of a flat JSON object, as parameters; members of other types are nobody's parameter and are left out.
package enum JSONParameters {
    /// Throws `invalid_request` for anything but one object, and for a key that comes twice.
    package static func pairs(_ body: [UInt8]) throws(OAuthError) -> [(name: String, value: String)] {
        // The decoder would read UTF-16 as well, which the count below does not.
        guard String(validating: body, as: UTF8.self) != nil, let object = try? JSONDecoder().decode([String: Value].self, from: Data(body))
        else {
            throw .invalidRequest("the body is not a JSON object")
        }
        guard object.count <= FormDecoding.maximumPairs else { throw .invalidRequest("the request has too many parameters") }
        // The decoder keeps one of two equal keys without a word.
        guard JSONKeyCount.topLevel(body) == object.count else {
            throw .invalidRequest("a parameter is given more than once")
        }
        return object.compactMap { name, value in value.string.map { (name, $0) } }
    }

    private struct Value: Decodable {
        let string: String?

        init(from decoder: any Decoder) throws {
            string = try? decoder.singleValueContainer().decode(String.self)
        }
    }
}
