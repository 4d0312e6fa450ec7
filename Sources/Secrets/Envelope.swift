/// The stored form: version | id length | key id | nonce | wrapped data key + tag | nonce | ciphertext + tag.
struct Envelope {
    static let version: UInt8 = 1
    private static let wrappedKeyLength = AESGCM.keyLength + AESGCM.tagLength

    var keyID: String
    var keyNonce: [UInt8]
    var wrappedKey: [UInt8]
    let contentNonce: [UInt8]
    let content: [UInt8]

    init(keyID: String, keyNonce: [UInt8], wrappedKey: [UInt8], contentNonce: [UInt8], content: [UInt8]) {
        self.keyID = keyID
        self.keyNonce = keyNonce
        self.wrappedKey = wrappedKey
        self.contentNonce = contentNonce
        self.content = content
    }

    init(parsing bytes: [UInt8]) throws(SecretsError) {
        guard bytes.count >= 2, bytes[0] == Self.version else { throw .malformedEnvelope }
        var rest = bytes.dropFirst(2)
        let id = try Self.take(Int(bytes[1]), from: &rest)
        keyID = String(decoding: id, as: UTF8.self)
        guard KeyFile.isKeyID(keyID) else { throw .malformedEnvelope }
        keyNonce = try Self.take(AESGCM.nonceLength, from: &rest)
        wrappedKey = try Self.take(Self.wrappedKeyLength, from: &rest)
        contentNonce = try Self.take(AESGCM.nonceLength, from: &rest)
        guard rest.count >= AESGCM.tagLength else { throw .malformedEnvelope }
        content = Array(rest)
    }

    var bytes: [UInt8] {
        [Self.version, UInt8(keyID.utf8.count)] + Array(keyID.utf8) + keyNonce + wrappedKey + contentNonce + content
    }

    private static func take(_ count: Int, from rest: inout ArraySlice<UInt8>) throws(SecretsError) -> [UInt8] {
        guard rest.count >= count else { throw .malformedEnvelope }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
