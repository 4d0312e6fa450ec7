import Testing

@testable import Secrets

@Suite("Wycheproof", .enabled(if: WycheproofVectors.directory != nil, "SYMBOLON_WYCHEPROOF_DIR is not set"))
struct WycheproofTests {
    @Test("AES-GCM, 256-bit keys and 96-bit nonces")
    func aesGCM() throws {
        let file = try #require(try WycheproofVectors.load("aes_gcm_test.json"), "no aes_gcm_test.json in the directory")
        var counts = (valid: 0, invalid: 0)
        for group in file.testGroups where group.keySize == 256 && group.ivSize == 96 && group.tagSize == 128 {
            for test in group.tests {
                var keyBytes = try Hex.decode(test.key)
                let key = SecretBytes(wiping: &keyBytes)
                let (nonce, associatedData) = (try Hex.decode(test.iv ?? ""), try Hex.decode(test.aad ?? ""))
                let (message, sealed) = (try Hex.decode(test.msg), try Hex.decode((test.ct ?? "") + test.tag))
                let opened = try? AESGCM.open(sealed, key: key, nonce: nonce, associatedData: associatedData)
                if test.result == "valid" {
                    counts.valid += 1
                    let resealed = try AESGCM.seal(message, key: key, nonce: nonce, associatedData: associatedData)
                    #expect(opened == message, "case \(test.tcId)")
                    #expect(resealed == sealed, "case \(test.tcId)")
                } else {
                    counts.invalid += 1
                    #expect(opened == nil, "case \(test.tcId)")
                }
            }
        }
        print("Wycheproof AES-256-GCM: \(counts.valid) valid, \(counts.invalid) invalid")
        #expect(counts.valid > 0 && counts.invalid > 0)
    }

    @Test("HMAC-SHA-256", .enabled(if: WycheproofVectors.has("hmac_sha256_test.json"), "no hmac_sha256_test.json in the directory"))
    func hmac() throws {
        let file = try #require(try WycheproofVectors.load("hmac_sha256_test.json"))
        var counts = (valid: 0, invalid: 0)
        for group in file.testGroups {
            for test in group.tests {
                let mac = try hmacSHA256(key: Hex.decode(test.key), data: Hex.decode(test.msg))
                let matches = constantTimeEqual(Array(mac.prefix(group.tagSize / 8)), try Hex.decode(test.tag))
                #expect(matches == (test.result == "valid"), "case \(test.tcId)")
                if test.result == "valid" { counts.valid += 1 } else { counts.invalid += 1 }
            }
        }
        print("Wycheproof HMAC-SHA-256: \(counts.valid) valid, \(counts.invalid) invalid")
        #expect(counts.valid > 0 && counts.invalid > 0)
    }
}
