import Testing

@testable import Broker

@Suite("Logo formats")
struct ImageTypeTests {
    static let heads: [(ImageType, [UInt8])] = [
        (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]), (.gif, Array("GIF87a".utf8)),
        (.gif, Array("GIF89a".utf8)), (.webp, Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBP".utf8)),
    ]

    @Test("are told by their first bytes", arguments: heads)
    func known(type: ImageType, head: [UInt8]) {
        #expect(ImageType.sniff(head + [0, 1, 2]) == type)
        #expect(ImageType.sniff(head) == type)
        #expect(ImageType.sniff(Array(head.dropLast(head.count > 4 ? 1 : 2))) == nil)
        #expect(ImageType.sniff([0x20] + head) == nil)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<?xml version='1.0'?><svg/>", "<html>", "GIF90a", "RIFF1234WAVE", "RIFF",
        ])
    func unknown(text: String) {
        #expect(ImageType.sniff(Array(text.utf8)) == nil)
    }

    @Test("have media types")
    func mediaTypes() {
        #expect(ImageType.allCases.map(\.mediaType) == ["image/png", "image/jpeg", "image/gif", "image/webp"])
    }
}
