import Testing

@Suite("reading Swift")
struct SwiftTextTests {
    @Test(
        "comments and texts are no code",
        arguments: [
            ("a // try!\nb", "a \nb"), ("a /* x /* y */ try! */ b", "a  b"), (#"f("try!")"#, #"f("")"#), (#"f("\"try!")g"#, #"f("")g"#),
            ("f(\"\"\"\n try! \"x\"\n \"\"\")g", "f(\"\"\n\n)g"), (##"f(#"a"try!"#)g"##, #"f("")g"#), ("\"// not\" + x", "\"\" + x"),
            ("a / b / c", "a / b / c"),
        ])
    func removes(source: String, code: String) {
        #expect(SwiftText(source).code == code)
    }

    @Test("interpolated code is code")
    func keepsInterpolation() {
        #expect(SwiftText(#"f("a \(g(try! h("x"))) b") + i"#).code.contains("g(try! h("))
        #expect(SwiftText(##"f(#"a \#(try! g()) \(try? h())"#)"##).code.contains("try!"))
        #expect(!SwiftText(##"f(#"\(try? h())"#)"##).code.contains("try?"))
    }

    @Test("texts are kept apart, in the order in which they end")
    func keepsTexts() {
        #expect(SwiftText(#"f("SELECT \(g("in")) x", "two")"#).texts == ["in", "SELECT  x", "two"])
    }
}
