import Testing

@testable import Secrets

@Suite("AES-256-GCM")
struct AESGCMTests {
    struct Vector: Sendable {
        let name: String
        let key: String
        let nonce: String
        let plaintext: String
        var associatedData = ""
        let sealed: String
    }

    private static let zeros = String(repeating: "0", count: 64)
    private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    private static let text = """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
        """
    private static let ciphertext = """
        522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
        """

    /// The 256-bit cases of the GCM specification (McGrew and Viega, appendix B).
    static let specification = [
        Vector(
            name: "13", key: zeros, nonce: String(zeros.prefix(24)), plaintext: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            name: "14", key: zeros, nonce: String(zeros.prefix(24)), plaintext: String(zeros.prefix(32)),
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            name: "15", key: key, nonce: "cafebabefacedbaddecaf888", plaintext: text + "1aafd255",
            sealed: ciphertext + "898015ad" + "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            name: "16", key: key, nonce: "cafebabefacedbaddecaf888", plaintext: text,
            associatedData: "feedfacedeadbeeffeedfacedeadbeefabaddad2", sealed: ciphertext + "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test("gives the known answers both ways", arguments: specification)
    func knownAnswer(vector: Vector) throws {
        var keyBytes = try Hex.decode(vector.key)
        let key = SecretBytes(wiping: &keyBytes)
        let (nonce, plaintext) = (try Hex.decode(vector.nonce), try Hex.decode(vector.plaintext))
        let associatedData = try Hex.decode(vector.associatedData)
        let sealed = try AESGCM.seal(plaintext, key: key, nonce: nonce, associatedData: associatedData)
        #expect(Hex.encode(sealed) == vector.sealed)
        #expect(try AESGCM.open(sealed, key: key, nonce: nonce, associatedData: associatedData) == plaintext)
    }

    @Test("refuses keys and nonces of another length", arguments: [(16, 12), (31, 12), (32, 8), (32, 16), (32, 0)])
    func lengths(key: Int, nonce: Int) throws {
        var bytes = try SecureRandom.bytes(key)
        let key = SecretBytes(wiping: &bytes)
        #expect(throws: SecretsError.self) {
            try AESGCM.seal([1], key: key, nonce: .init(repeating: 0, count: nonce), associatedData: [])
        }
    }

    @Test("wipes the array a key was taken from")
    func wipes() throws {
        var bytes = try SecureRandom.bytes(32)
        _ = SecretBytes(wiping: &bytes)
        #expect(bytes == [UInt8](repeating: 0, count: 32))
    }
}
