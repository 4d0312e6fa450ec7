/// An address this server will call: checked by the same rules now and at every call.
enum OutgoingAddress {
    static func check(_ text: String?, field: String, isSandbox: Bool) throws(InputError) -> String? {
        guard let text = try FieldCheck.text(text, field: field, limit: .webAddress) else { return nil }
        do {
            _ = try OutgoingURL(text, sandbox: isSandbox)
        } catch {
            throw InputError(field, "\(error)")
        }
        return text
    }
}
