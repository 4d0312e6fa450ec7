import CLibPQ

/// The binds of one statement as libpq takes them, in one buffer.
struct Parameters {
    private let types: [UInt32]
    private var bytes: [UInt8] = [0]  // never empty, so that an empty value has an address and is not NULL
    private var places: [Int?] = []
    private var lengths: [Int32] = []

    init(_ binds: [Bind]) {
        types = binds.map(\.oid)
        for bind in binds {
            guard case .bytes(let value) = bind.content else {
                places.append(nil)
                lengths.append(0)
                continue
            }
            places.append(bytes.count - 1)
            lengths.append(Int32(clamping: value.count))
            bytes.removeLast()
            bytes.append(contentsOf: value)
            bytes.append(0)
        }
    }

    /// False when libpq refuses, which it does on a broken connection only.
    func send(_ text: String, on handle: OpaquePointer) -> Bool {
        withValues { values, formats in
            PQsendQueryParams(handle, text, Int32(types.count), types, values, lengths, formats, 1) == 1
        }
    }

    func send(prepared name: String, on handle: OpaquePointer) -> Bool {
        withValues { values, formats in
            PQsendQueryPrepared(handle, name, Int32(types.count), values, lengths, formats, 1) == 1
        }
    }

    private func withValues(_ body: ([UnsafePointer<CChar>?], [Int32]) -> Bool) -> Bool {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return body(places.map { place in place.flatMap { base?.advanced(by: $0) } }, [Int32](repeating: 1, count: places.count))
        }
    }
}
