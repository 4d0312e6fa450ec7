import Foundation

/// Looks for secrets in files, as they are and in the forms a careless writer would give them: hexadecimal and base64.
struct SecretSearch {
    let patterns: Set<String>

    init(_ secrets: Set<String>) {
        patterns = secrets.reduce(into: []) { $0.formUnion(Self.forms(of: $1)) }
    }

    /// `file: pattern` for each that was found. Shows the beginning of a pattern only.
    func matches(in files: [String]) throws -> [String] {
        guard !patterns.isEmpty else { return [] }
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let list = try folder.write(patterns.sorted().joined(separator: "\n") + "\n", to: "patterns")
        let present = files.filter { FileManager.default.fileExists(atPath: $0) }
        let found = try Program.run("/bin/grep", ["-a", "-o", "-H", "-F", "-f", list] + present)
        guard found.status <= 1 else { throw Trouble("grep: \(found.errors)") }
        return Set(found.output.split(separator: "\n").map { String($0.prefix { $0 != ":" }) + ": " + $0.suffix(8) }).sorted()
    }

    static func forms(of secret: String) -> Set<String> {
        // Prefixes say what a secret is; what follows is the secret.
        let bare = ["symbolon_admin_", "whsec_"].reduce(secret) { $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
        var forms: Set<String> = [secret, bare]
        var contents = [Data(secret.utf8), Data(bare.utf8)]
        if let raw = unhex(bare) { contents.append(raw) }
        let standard = bare.replacing("-", with: "+").replacing("_", with: "/")
        if let raw = Data(base64Encoded: standard.padding(toLength: (standard.count + 3) / 4 * 4, withPad: "=", startingAt: 0)) {
            contents.append(raw)
        }
        for content in contents where content.count >= 10 {
            let hex = content.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            // The last characters of base64 depend on what follows.
            let base64 = Data(content.prefix(content.count / 3 * 3)).base64EncodedString()
            forms.formUnion([hex, hex.uppercased(), base64, base64.replacing("+", with: "-").replacing("/", with: "_")])
        }
        return forms.filter { $0.count >= 12 }
    }

    private static func unhex(_ text: String) -> Data? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2), !digits.isEmpty, text.allSatisfy(\.isHexDigit) else { return nil }
        return Data(
            stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16) })
    }
}
