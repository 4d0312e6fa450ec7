/// A platform's logo as kept here: at most 262,144 bytes.
package struct PlatformLogo: Sendable, Hashable {
    package let mediaType: String
    package let content: [UInt8]

    package init(mediaType: String, content: [UInt8]) {
        self.mediaType = mediaType
        self.content = content
    }
}
