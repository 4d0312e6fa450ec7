import Foundation

/// The string members of a flat JSON object, as parameters; members of other types are nobody's parameter and are left out.
package enum JSONParameters {
    /// Throws `invalid_request` for anything but one object, and for a key that comes twice.
    package static func pairs(_ body: [UInt8]) throws(OAuthError) -> [(name: String, value: String)] {
        // The decoder would read UTF-16 and UTF-32 as well, which hold NULs and which the count below does not read.
        guard !body.contains(0), String(validating: body, as: UTF8.self) != nil,
            let object = try? JSONDecoder().decode([String: Value].self, from: Data(body))
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
            let container = try decoder.singleValueContainer()
            string = try? container.decode(String.self)
            guard string == nil, !container.decodeNil(), (try? container.decode(Bool.self)) == nil else { return }
            // What is none of JSON's other types either is a text that cannot be decoded.
            if (try? container.decode(Double.self)) == nil, (try? container.decode([Value].self)) == nil {
                _ = try container.decode([String: Value].self)
            }
        }
    }
}
