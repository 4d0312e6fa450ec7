extension TokenHash {
    /// The hash that stands for these together, and for nothing else: SHA-256 over each with its length.
    package init(joining hashes: [TokenHash], _ texts: String...) throws(SecretsError) {
        var encoder = FieldEncoder()
        for hash in hashes { encoder.append(hash.rawValue) }
        for text in texts { encoder.append(text) }
        guard let joined = TokenHash(rawValue: try sha256(encoder.bytes)) else { throw .cryptography("SHA-256") }
        self = joined
    }
}
