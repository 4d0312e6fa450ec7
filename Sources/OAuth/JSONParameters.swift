import Foundation

/// The string members of a JSON object, as parameters; members of other types are nobody's parameter and are left out.
package enum JSONParameters {
    /// Deeper than anything a client has reason to send.
    private static let maximumDepth = 16

    /// Throws `invalid_request` for anything but one object, and for a key that comes twice.
    package static func pairs(_ body: [UInt8]) throws(OAuthError) -> [(name: String, value: String)] {
        // The parser would read UTF-16 and UTF-32 as well, which hold NULs and which the scans below do not read.
        guard !body.contains(0), String(validating: body, as: UTF8.self) != nil, !JSONKeyCount.isDeeper(than: maximumDepth, body),
            let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        else {
            throw .invalidRequest("the body is not a JSON object")
        }
        guard object.count <= FormDecoding.maximumPairs else { throw .invalidRequest("the request has too many parameters") }
        // The parser keeps one of two equal keys without a word.
        guard JSONKeyCount.topLevel(body) == object.count else {
            throw .invalidRequest("a parameter is given more than once")
        }
        return object.compactMap { name, value in (value as? String).map { (name, $0) } }
    }
}
