import Dialects
import Testing

@testable import BrokerHTTP

@Suite("schemas made from answers")
struct InferredSchemaTests {
    private func json(_ schema: Schema) -> String {
        var components = SchemaComponents()
        return components.json(schema).text
    }

    @Test("what every answer has is required, what may be null is told, and an answer without members is none")
    func members() {
        let schema = Schema.inferred(from: [
            ["a": .string("x"), "b": .integer(1), "c": .null], ["a": .string("y"), "c": .list(["z"])], [:],
        ])
        #expect(
            json(schema)
                == #"{"additionalProperties":false,"properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"items":{"type":"string"},"type":["array","null"]}},"required":["a","c"],"type":"object"}"#
        )
    }

    @Test("objects inside are read the same way, and the values of listed members are listed")
    func inside() {
        let schema = Schema.inferred(
            from: [["error": .string("b"), "o": .object(["x": true])], ["error": .string("a"), "o": .object(["x": false, "y": true])]],
            listing: ["error"])
        let text = json(schema)
        #expect(text.contains(#""error":{"enum":["a","b"],"type":"string"}"#))
        #expect(text.contains(#""required":["x"]"#))
        #expect(text.contains(#""required":["error","o"]"#))
    }
}
