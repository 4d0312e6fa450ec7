import Foundation
import Testing

@testable import BrokerHTTP

@Suite("the id of a request")
struct RequestIDTests {
    @Test("is a version 4 UUID in lower case (RFC 9562 §5.4), another each time")
    func ids() {
        let ids = (0..<2000).compactMap { _ in RequestID.next() }
        for id in ids {
            #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil, "\(id)")
            #expect(UUID(uuidString: id)?.uuidString.lowercased() == id)
        }
        #expect(Set(ids).count == 2000)
    }

    @Test("is nobody else's, however many are asked for at once")
    func atOnce() async {
        let ids = await withTaskGroup(of: [String].self) { tasks in
            for _ in 0..<20 { tasks.addTask { (0..<500).compactMap { _ in RequestID.next() } } }
            return await tasks.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(Set(ids).count == 10_000)
    }
}
