/// A stored password: `$scrypt$ln=15,r=8,p=3$salt$hash`. Parsing is strict, so that a stored value cannot ask for absurd memory.
package struct PasswordHash: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    let parameters: ScryptParameters
    let salt: [UInt8]
    let derived: [UInt8]

    static let saltLength = 16
    static let derivedLength = 32

    package init?(rawValue: String) {
        guard rawValue.utf8.count <= 160 else { return nil }
        let parts = rawValue.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let parameters = Self.parameters(parts[2]),
            let salt = Base64.decodeCanonical(parts[3]), salt.count == Self.saltLength,
            let derived = Base64.decodeCanonical(parts[4]), derived.count == Self.derivedLength
        else { return nil }
        self.init(parameters: parameters, salt: salt, derived: derived)
        guard self.rawValue == rawValue else { return nil }
    }

    init(parameters: ScryptParameters, salt: [UInt8], derived: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.derived = derived
        let cost = "ln=\(parameters.logN),r=\(parameters.blockSize),p=\(parameters.parallelism)"
        let (salt, derived) = (Base64.encode(salt, alphabet: .standard), Base64.encode(derived, alphabet: .standard))
        rawValue = "$scrypt$\(cost)$\(salt)$\(derived)"
    }

    /// Whether the password should be hashed anew at its next successful use.
    package func needsRehash(for parameters: ScryptParameters) -> Bool {
        self.parameters != parameters
    }

    private static func parameters(_ text: Substring) -> ScryptParameters? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, let logN = number(parts[0], after: "ln="), let r = number(parts[1], after: "r="),
            let p = number(parts[2], after: "p=")
        else { return nil }
        return try? ScryptParameters(logN: logN, blockSize: r, parallelism: p)
    }

    private static func number(_ text: Substring, after name: String) -> Int? {
        guard text.hasPrefix(name) else { return nil }
        let digits = text.dropFirst(name.count)
        guard (1...2).contains(digits.utf8.count) else { return nil }
        return Int(digits)
    }
}

extension PasswordHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<password hash>" }
    package var debugDescription: String { "<password hash>" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
