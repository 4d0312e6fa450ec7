import Foundation

/// The methods the stores have, as their sources say.
enum StoreMethods {
    /// Every `package func` of `Sources/Storage/Stores`, as `Store.name(label:label:)`.
    static func read() throws -> [String] {
        let folder = Repository.root.appending(path: "Sources/Storage/Stores")
        var methods: [String] = []
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            // `GrantStore+locks.swift` holds methods of `GrantStore`.
            let store = file.deletingPathExtension().lastPathComponent.prefix { $0 != "+" }
            for match in text.matches(of: /package (?:static )?func (\w+)(?:<[^>]*>)?\(/) {
                methods.append("\(store).\(match.1)(\(labels(text[match.range.upperBound...])))")
            }
        }
        return methods
    }

    /// The labels of a parameter list that begins here.
    private static func labels(_ text: Substring) -> String {
        var depth = 0
        var parameters = [""]
        for character in text {
            if character == ")" && depth == 0 { break }
            if "([<".contains(character) { depth += 1 }
            if ")]>".contains(character) { depth -= 1 }
            if character == "," && depth == 0 {
                parameters.append("")
            } else {
                parameters[parameters.count - 1].append(character)
            }
        }
        return parameters.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
            .map { $0.prefix { $0 != " " && $0 != ":" } + ":" }.joined()
    }
}
