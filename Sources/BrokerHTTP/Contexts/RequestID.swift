import Secrets
import Synchronization

/// The id of a request, told to everybody: a version 4 UUID (RFC 9562 §5.4) in lower case. Randomness is taken for many at once.
enum RequestID {
    private static let reserve = Mutex<(bytes: [UInt8], next: Int)>(([], 0))
    private static let digits = Array("0123456789abcdef".utf8)

    /// `nil` without randomness.
    static func next() -> String? {
        reserve.withLock { reserve in
            if reserve.next + 16 > reserve.bytes.count {
                guard let bytes = try? SecureRandom.bytes(4096) else { return nil }
                reserve = (bytes, 0)
            }
            defer { reserve.next += 16 }
            return text(reserve.bytes[reserve.next..<reserve.next + 16])
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for (index, byte) in bytes.enumerated() {
                if [4, 6, 8, 10].contains(index) {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                let byte = index == 6 ? byte & 0x0F | 0x40 : index == 8 ? byte & 0x3F | 0x80 : byte
                text[place] = digits[Int(byte >> 4)]
                text[place + 1] = digits[Int(byte & 15)]
                place += 2
            }
            return place
        }
    }
}
