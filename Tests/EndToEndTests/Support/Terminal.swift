import Foundation

/// A terminal for a program that asks: this end is the person's.
struct Terminal {
    /// What the program reads.
    let path: String
    private let descriptor: Int32

    init() throws {
        descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (number, unlocked) = (Int32(0), Int32(0))
        // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>.
        guard descriptor >= 0, ioctl(descriptor, 0x4004_5431, &unlocked) == 0, ioctl(descriptor, 0x8004_5430, &number) == 0 else {
            throw Trouble("there is no terminal to be had")
        }
        path = "/dev/pts/\(number)"
    }

    func type(_ text: String) { _ = text.withCString { write(descriptor, $0, strlen($0)) } }

    func close() { _ = Foundation.close(descriptor) }
}
