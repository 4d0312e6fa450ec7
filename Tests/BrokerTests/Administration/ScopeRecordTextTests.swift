import Broker
import Model
import Testing

@Suite("rules of a scope as people type them")
struct ScopeRecordTextTests {
    @Test(
        "actions by commas, spaces or lines, `deny` before, `@` an account, `;` between rules",
        arguments: [
            ("request:Read", [ScopeRecord(actions: ["request:Read"])]),
            ("request:Read,task:RU", [ScopeRecord(actions: ["request:Read", "task:RU"])]),
            (" request:Read ,\n task:RU\r\n", [ScopeRecord(actions: ["request:Read", "task:RU"])]),
            ("allow request:*", [ScopeRecord(actions: ["request:*"])]),
            ("deny request:Delete", [ScopeRecord(effect: .deny, actions: ["request:Delete"])]),
            ("deny,request:Delete", [ScopeRecord(effect: .deny, actions: ["request:Delete"])]),
            ("request:R @acme @other", [ScopeRecord(actions: ["request:R"], accounts: ["acme", "other"])]),
            ("@acme request:R", [ScopeRecord(actions: ["request:R"], accounts: ["acme"])]),
            (
                "request:*; deny request:Delete @acme",
                [ScopeRecord(actions: ["request:*"]), ScopeRecord(effect: .deny, actions: ["request:Delete"], accounts: ["acme"])]
            ),
            (";;request:R;", [ScopeRecord(actions: ["request:R"])]),
            ("", []), (" ; \n ; ", []),
            // Not dropped, so that whoever checks it can say what is wrong with it.
            ("deny", [ScopeRecord(effect: .deny, actions: [])]),
            ("request:R;allow", [ScopeRecord(actions: ["request:R"]), ScopeRecord(actions: [])]),
            ("Deny request:R", [ScopeRecord(actions: ["Deny", "request:R"])]),
            ("request:R deny", [ScopeRecord(actions: ["request:R", "deny"])]),
            ("@acme", [ScopeRecord(actions: [], accounts: ["acme"])]),
            ("@ request:R", [ScopeRecord(actions: ["request:R"], accounts: [""])]),
        ] as [(String, [ScopeRecord])])
    func parses(_ text: String, _ records: [ScopeRecord]) {
        #expect(ScopeRecord.parse(text) == records)
    }

    @Test(
        "what is shown is read back as the same",
        arguments: [
            ScopeRecord(actions: ["request:Read"]), ScopeRecord(actions: ["request:RU", "task:*"], accounts: ["acme", "other"]),
            ScopeRecord(effect: .deny, actions: ["*:D"]), ScopeRecord(effect: .deny, actions: ["*:D"], accounts: ["acme"]),
        ])
    func roundTrip(_ record: ScopeRecord) {
        #expect(ScopeRecord.parse(record.text) == [record])
        #expect(ScopeRecord.parse("\(record.text); \(record.text)") == [record, record])
    }
}
