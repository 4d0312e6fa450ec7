import Foundation

/// Wycheproof's test vector files, found below the directory that SYMBOLON_WYCHEPROOF_DIR names.
struct WycheproofVectors: Decodable {
    struct Group: Decodable {
        let keySize: Int
        let tagSize: Int
        let ivSize: Int?
        let tests: [Case]
    }

    struct Case: Decodable {
        let tcId: Int
        let key: String
        let iv: String?
        let aad: String?
        let msg: String
        let ct: String?
        let tag: String
        let result: String
    }

    let testGroups: [Group]

    static let directory = ProcessInfo.processInfo.environment["SYMBOLON_WYCHEPROOF_DIR"].map { URL(fileURLWithPath: $0) }

    static func has(_ name: String) -> Bool { find(name) != nil }

    static func load(_ name: String) throws -> WycheproofVectors? {
        try find(name).map { try JSONDecoder().decode(Self.self, from: Data(contentsOf: $0)) }
    }

    private static func find(_ name: String) -> URL? {
        guard let directory, let files = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil) else { return nil }
        return files.compactMap { $0 as? URL }.first { $0.lastPathComponent == name }
    }
}
