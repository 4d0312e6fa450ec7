import Foundation
import Testing

@testable import BrokerHTTP

@Suite("the time as a header field has it (RFC 9110 §5.6.7)")
struct HTTPDateTests {
    @Test(
        "of known instants",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_582_934_400, "Sat, 29 Feb 2020 00:00:00 GMT"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ])
    func known(_ second: Int, _ text: String) { #expect(HTTPDate.text(of: second) == text) }

    @Test("of now, from whatever thread it is asked for")
    func now() async {
        let date = HTTPDate()
        let before = Int(time(nil))
        let texts = await withTaskGroup(of: String.self) { tasks in
            for _ in 0..<100 { tasks.addTask { date.text } }
            return await tasks.reduce(into: Set<String>()) { _ = $0.insert($1) }
        }
        let possible = Set((before...Int(time(nil))).map { HTTPDate.text(of: $0) })
        #expect(texts.isSubset(of: possible))
    }
}
