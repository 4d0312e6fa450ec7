extension KeyRing {
    /// The hash of these fields under the audit log's own subkey of one key. A field that is `nil` differs from an empty one.
    /// Throws `.unknownKey` when the key is not in the key file any more.
    package func auditHash(_ fields: [[UInt8]?], keyID: String) throws(SecretsError) -> [UInt8] {
        guard let key = all.first(where: { $0.id == keyID }) else { throw .unknownKey(keyID) }
        var encoder = FieldEncoder()
        for field in fields {
            if let field { encoder.append([1] + field) } else { encoder.append([0]) }
        }
        return try hmacSHA256(key: key.auditSeal, data: encoder.bytes)
    }
}
