import Foundation
import Model

/// The place a page ended at, as clients carry it back: opaque to them, 24 bytes in URL-safe base64.
enum Cursor {
    static func text(_ place: PagePlace) -> String {
        // PostgreSQL's times are whole microseconds.
        let microseconds = Int64(exactly: (place.time.timeIntervalSince1970 * 1_000_000).rounded()) ?? 0
        let bytes = withUnsafeBytes(of: microseconds.bigEndian, Array.init) + withUnsafeBytes(of: place.id.uuid, Array.init)
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }

    /// `nil` for what was never given out.
    static func place(_ text: String) -> PagePlace? {
        guard text.utf8.count == 32,
            !text.utf8.contains(where: { [UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "=")].contains($0) }),
            let data = Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/")), data.count == 24
        else { return nil }
        let bytes = [UInt8](data)
        let microseconds = bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let id = bytes.dropFirst(8).withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }
        // From the year 1 to 9999: what is later would not fit into the database.
        guard (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(microseconds) else { return nil }
        return PagePlace(time: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000), id: UUID(uuid: id))
    }
}
