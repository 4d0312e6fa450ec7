import Testing

@testable import Secrets

@Suite("scrypt")
struct ScryptTests {
    struct Vector: Sendable {
        let password: String
        let salt: String
        let logN: Int
        let blockSize: Int
        let parallelism: Int
        let derived: String
    }

    /// RFC 7914 §12, without the 1 GiB case, which the parameter bounds refuse.
    static let rfc7914 = [
        Vector(
            password: "", salt: "", logN: 4, blockSize: 1, parallelism: 1,
            derived: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        Vector(
            password: "password", salt: "NaCl", logN: 10, blockSize: 8, parallelism: 16,
            derived: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
        Vector(
            password: "pleaseletmein", salt: "SodiumChloride", logN: 14, blockSize: 8, parallelism: 1,
            derived: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"),
    ]

    @Test("gives the answers of RFC 7914", arguments: rfc7914)
    func knownAnswer(vector: Vector) throws {
        let parameters = try ScryptParameters(logN: vector.logN, blockSize: vector.blockSize, parallelism: vector.parallelism)
        let derived = try Scrypt.derive(
            Array(vector.password.utf8), salt: Array(vector.salt.utf8), parameters: parameters, length: 64)
        #expect(Hex.encode(derived) == vector.derived)
    }

    @Test("runs every OWASP row within the memory it is granted", arguments: [(17, 1), (16, 2), (15, 3), (14, 5), (13, 10)])
    func owasp(logN: Int, parallelism: Int) throws {
        let parameters = try ScryptParameters(logN: logN, blockSize: 8, parallelism: parallelism)
        #expect(try Scrypt.derive([1], salt: [2], parameters: parameters, length: 32).count == 32)
    }

    @Test(
        "refuses absurd costs",
        arguments: [(3, 8, 1), (18, 8, 1), (17, 9, 1), (17, 8, 3), (15, 0, 1), (15, 8, 0), (15, 33, 1), (4, 1, 17), (-1, 8, 1)])
    func bounds(logN: Int, blockSize: Int, parallelism: Int) {
        #expect(throws: SecretsError.self) { try ScryptParameters(logN: logN, blockSize: blockSize, parallelism: parallelism) }
    }
}
