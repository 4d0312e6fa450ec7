extension KeyRing {
    /// Seals a secret that must be read back, for one place only.
    package func seal(_ plaintext: [UInt8], context: EnvelopeContext) throws(SecretsError) -> [UInt8] {
        var fresh = try SecureRandom.bytes(AESGCM.keyLength)
        let dataKey = SecretBytes(wiping: &fresh)
        let nonce = try SecureRandom.bytes(AESGCM.nonceLength)
        let content = try AESGCM.seal(plaintext, key: dataKey, nonce: nonce, associatedData: context.associatedDataOfContent)
        let wrapped = try wrap(dataKey, context: context)
        return Envelope(keyID: current.id, keyNonce: wrapped.nonce, wrappedKey: wrapped.key, contentNonce: nonce, content: content).bytes
    }

    package func open(_ sealed: [UInt8], context: EnvelopeContext) throws(SecretsError) -> [UInt8] {
        let envelope = try Envelope(parsing: sealed)
        let dataKey = try unwrap(envelope, context: context)
        return try AESGCM.open(
            envelope.content, key: dataKey, nonce: envelope.contentNonce, associatedData: context.associatedDataOfContent)
    }

    /// Moves the data key to the current master key and leaves the ciphertext untouched; already there, the bytes come back unchanged.
    package func rewrap(_ sealed: [UInt8], context: EnvelopeContext) throws(SecretsError) -> [UInt8] {
        var envelope = try Envelope(parsing: sealed)
        let dataKey = try unwrap(envelope, context: context)
        guard envelope.keyID != current.id else { return sealed }
        let wrapped = try wrap(dataKey, context: context)
        envelope.keyID = current.id
        envelope.keyNonce = wrapped.nonce
        envelope.wrappedKey = wrapped.key
        return envelope.bytes
    }

    /// The id of the master key a sealed value waits for; rotation counts what is left with it.
    package static func keyID(of sealed: [UInt8]) throws(SecretsError) -> String {
        try Envelope(parsing: sealed).keyID
    }

    private func wrap(_ dataKey: SecretBytes, context: EnvelopeContext) throws(SecretsError) -> (nonce: [UInt8], key: [UInt8]) {
        let nonce = try SecureRandom.bytes(AESGCM.nonceLength)
        var clear = dataKey.withPointer { Array(UnsafeBufferPointer(start: $0, count: dataKey.count)) }
        defer { wipe(&clear) }
        let associatedData = context.associatedData(wrappedUnder: current.id)
        return (nonce, try AESGCM.seal(clear, key: current.envelope, nonce: nonce, associatedData: associatedData))
    }

    private func unwrap(_ envelope: Envelope, context: EnvelopeContext) throws(SecretsError) -> SecretBytes {
        guard let key = all.first(where: { $0.id == envelope.keyID }) else { throw .unknownKey(envelope.keyID) }
        let associatedData = context.associatedData(wrappedUnder: key.id)
        var dataKey = try AESGCM.open(
            envelope.wrappedKey, key: key.envelope, nonce: envelope.keyNonce, associatedData: associatedData)
        return SecretBytes(wiping: &dataKey)
    }
}
