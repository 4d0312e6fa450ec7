/// The cost of one password hash: N = 2^logN, block size r, parallelism p (RFC 7914 §2).
package struct ScryptParameters: Sendable, Hashable {
    package let logN: Int
    package let blockSize: Int
    package let parallelism: Int

    /// OWASP's row N = 2^15, r = 8, p = 3: 32 MiB and about 0.4 s of one core for each password.
    package static let standard = ScryptParameters(uncheckedLogN: 15, blockSize: 8, parallelism: 3)

    private static let memoryLimit = 128 * 1024 * 1024
    /// Twice the most expensive OWASP row, in units of N · r · p.
    private static let workLimit = 1 << 21

    package init(logN: Int, blockSize: Int, parallelism: Int) throws(SecretsError) {
        guard (4...17).contains(logN), (1...32).contains(blockSize), (1...16).contains(parallelism) else {
            throw .invalidArgument("scrypt parameters out of range")
        }
        self.init(uncheckedLogN: logN, blockSize: blockSize, parallelism: parallelism)
        guard 128 * n * blockSize <= Self.memoryLimit, n * blockSize * parallelism <= Self.workLimit else {
            throw .invalidArgument("scrypt parameters ask for too much memory or work")
        }
    }

    private init(uncheckedLogN logN: Int, blockSize: Int, parallelism: Int) {
        self.logN = logN
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    var n: Int { 1 << logN }

    /// OpenSSL stops at 32 MiB unless told otherwise, which refuses N = 2^15 with r = 8.
    var memory: Int { 128 * blockSize * (n + parallelism + 2) + 1024 * 1024 }
}
