import TestSupport
import Testing

@Suite("a change that names what it was made from", .database)
struct PreconditionTests {
    @Test("is made while the thing is as it was read, and refused afterwards")
    func ifMatch() async throws {
        try await Desk.run { desk in
            let (id, _) = try await desk.endpoint()
            let path = "webhook-endpoints/\(id)"
            let tag = try #require(try await desk.call("GET", path)["ETag"])
            let changed = try await desk.call("PATCH", path, #"{"description":"one"}"#, headers: [("If-Match", tag)])
            #expect(changed.status == 200)
            let newTag = try #require(changed["ETag"])
            #expect(newTag != tag)
            for stale in [tag, "\"x\"", "W/\(newTag)", "\(tag), \"y\""] {
                let answer = try await desk.call("PATCH", path, #"{"description":"two"}"#, headers: [("If-Match", stale)])
                #expect(answer.isProblem(412, "precondition-failed"), "\(stale)")
            }
            for bad in ["x", "\"x", "", "*, \"x\""] {
                let answer = try await desk.call("PATCH", path, #"{"description":"two"}"#, headers: [("If-Match", bad)])
                #expect(answer.isProblem(400, "malformed-request", fields: ["If-Match"]), "\(bad)")
            }
            #expect(try await desk.call("GET", path)["ETag"] == newTag)
            for good in ["*", newTag] {
                let answer = try await desk.call("PATCH", path, #"{"description":"one"}"#, headers: [("If-Match", good)])
                #expect(answer.status == 200)
                #expect(answer["ETag"] == newTag)
            }
        }
    }

    @Test("is made once where ten are made from the same reading")
    func race() async throws {
        try await Desk.run { desk in
            let (id, _) = try await desk.endpoint()
            let path = "webhook-endpoints/\(id)"
            let tag = try #require(try await desk.call("GET", path)["ETag"])
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        try await desk.call("PATCH", path, #"{"description":"\#(number)"}"#, headers: [("If-Match", tag)]).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200] + Array(repeating: 412, count: 9))
        }
    }
}
