import OAuth
import Testing

@Suite("the keys of a JSON object's first level")
struct JSONKeyCountTests {
    @Test(
        "are counted as often as they stand there, and no others",
        arguments: [
            (#"{}"#, 0),
            (#"{"a":1}"#, 1),
            (#"{"a":1,"a":2}"#, 2),
            (#"{"a":1,"\u0061":2}"#, 2),
            (#"{"a":{"b":1,"c":{"d":2}},"e":[{"f":3}]}"#, 2),
            (#"{"a":"x:y","b":"{","c":"[:"}"#, 3),
            (#"{"a":"\":","b":"\\","c":":"}"#, 3),
            (#"{"a:b":1}"#, 1),
            (#"{"a\\":1,"b":2}"#, 2),
            (#"{"a" : [1, 2, {"x": ":"}] , "b" : null}"#, 2),
            (#"[{"a":1}]"#, 0),
            (#""a:b""#, 0),
        ] as [(String, Int)])
    func counts(text: String, keys: Int) {
        #expect(JSONKeyCount.topLevel(Array(text.utf8)) == keys)
    }
}
