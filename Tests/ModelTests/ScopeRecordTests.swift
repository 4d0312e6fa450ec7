import Model
import Testing

@Suite("rules of a scope")
struct ScopeRecordTests {
    @Test("a rule without accounts holds in all, one with accounts in those, by every letter")
    func applies() {
        #expect(ScopeRecord(actions: []).applies(in: "acme"))
        let one = ScopeRecord(actions: [], accounts: ["acme"])
        #expect(one.applies(in: "acme"))
        for other in ["Acme", "acme2", "", "acm"] { #expect(!one.applies(in: other)) }
    }
}
