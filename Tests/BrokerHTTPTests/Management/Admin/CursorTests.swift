import Foundation
import Model
import Testing

@testable import BrokerHTTP

@Suite("cursors")
struct CursorTests {
    @Test("lead back to the same microsecond and id", arguments: [0.0, 1_795_000_000.123_456, -62_135_596_800, 253_402_300_799.999_9])
    func roundTrip(_ seconds: Double) throws {
        let place = PagePlace(time: Date(timeIntervalSince1970: seconds), id: UUID())
        let text = Cursor.text(place)
        #expect(text.wholeMatch(of: /[A-Za-z0-9_-]{32}/) != nil)
        let read = try #require(Cursor.place(text))
        #expect(read.id == place.id)
        #expect(abs(read.time.timeIntervalSince(place.time)) < 0.000_05)
        #expect(Cursor.text(read) == text)
    }
}
