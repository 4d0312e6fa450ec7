extension KeyRing {
    /// A token for a form, good only with this binding (a session) and this purpose.
    package func formToken(binding: [UInt8], purpose: String) throws(SecretsError) -> String {
        try Self.formToken(binding: binding, purpose: purpose, key: current)
    }

    /// Answers in constant time for each key; a failure of OpenSSL counts as no.
    package func verifiesFormToken(_ token: String, binding: [UInt8], purpose: String) -> Bool {
        let presented = Array(token.utf8)
        return all.contains { key in
            guard let expected = try? Self.formToken(binding: binding, purpose: purpose, key: key) else { return false }
            return constantTimeEqual(presented, Array(expected.utf8))
        }
    }

    private static func formToken(binding: [UInt8], purpose: String, key: MasterKey) throws(SecretsError) -> String {
        var fields = FieldEncoder()
        fields.append(purpose)
        fields.append(binding)
        return Base64.encode(try hmacSHA256(key: key.formToken, data: fields.bytes), alphabet: .url)
    }
}
