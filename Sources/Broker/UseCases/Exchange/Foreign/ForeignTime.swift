import Foundation

/// Times as PostgreSQL writes them into CSV and JSON; without an offset they are UTC, as Rails keeps them.
enum ForeignTime {
    static func date(_ text: String) -> Date? {
        guard text.utf8.count <= 64,
            let parts = text.wholeMatch(of: /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d(?::?\d\d)?)?/)?.output
        else { return nil }
        return RFC3339.date("\(parts.1)T\(parts.2)\(parts.3 ?? "")\(offset(parts.4.map(String.init) ?? "Z"))")
    }

    private static func offset(_ text: String) -> String {
        switch text.count {
        case 3: "\(text):00"
        case 5: "\(text.prefix(3)):\(text.suffix(2))"
        default: text
        }
    }
}
