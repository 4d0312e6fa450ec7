import Model
import Testing

@Suite("e-mail addresses")
struct EmailAddressTests {
    @Test(
        "compare without the case of ASCII letters, and byte for byte otherwise",
        arguments: [
            ("ada@first.example", "ADA@First.Example", true), ("ada@first.example", "ada@first.exampl\u{0435}", false),
            ("\u{C9}@first.example", "\u{E9}@first.example", false), ("e\u{301}@first.example", "\u{E9}@first.example", false),
            ("\u{212A}@first.example", "k@first.example", false), ("\u{130}@first.example", "i@first.example", false),
            ("a+b@first.example", "A+B@first.example", true),
        ])
    func compares(_ one: String, _ two: String, _ isSame: Bool) throws {
        let (one, two) = (try #require(EmailAddress(one)), try #require(EmailAddress(two)))
        #expect(one.key.utf8.elementsEqual(two.key.utf8) == isSame)
    }

    @Test("keeps the text as it was typed")
    func keepsText() throws {
        #expect(try #require(EmailAddress("Ada@First.Example")).text == "Ada@First.Example")
    }

    @Test(
        "is one @ between two parts, without spaces and controls",
        arguments: [
            "", "@", "a@", "@b", "ab", "a@b@c", "a b@c", "a@b c", "a@b\n", "a@b\u{0}", "a\u{85}@b", "a\u{A0}@b", "a\u{2003}@b",
            String(repeating: "a", count: 253) + "@b",
        ])
    func refuses(_ text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test("as long as mail allows")
    func longest() {
        #expect(EmailAddress(String(repeating: "a", count: 252) + "@b") != nil)
    }
}
