import HTTPTypes

extension DocumentedOperation {
    /// How it is called from a shell; `$KEY`, `$TOKEN` and `$CLIENT` are the caller's.
    func curl(server: String, authorizationScheme: String = "Bearer") -> String {
        var lines = [method == .get ? "curl" : "curl -X \(method.rawValue)"]
        if security.contains("key") && !security.contains("client") { lines[0] += " -H \"Authorization: \(authorizationScheme) $KEY\"" }
        if security.contains("token") { lines[0] += " -H \"Authorization: \(authorizationScheme) $TOKEN\"" }
        if security.contains("client") { lines[0] += " -u \"$CLIENT_ID:$CLIENT_SECRET\"" }
        if let body {
            if body.mediaTypes.contains("application/x-www-form-urlencoded") {
                lines += body.schema.exampleFields.map { "-d \($0.name)=\($0.value)" }
            } else {
                lines.append("-H 'Content-Type: application/json'")
                lines.append("-d '\(body.schema.example())'")
            }
        }
        let query = parameters.filter { $0.place == "query" && $0.isRequired }
            .map { "\($0.name)=\($0.schema.plainExample(named: $0.name))" }
        lines.append("'\(server)\(path)\(query.isEmpty ? "" : "?" + query.joined(separator: "&"))'")
        return lines.joined(separator: " \\\n  ")
    }
}
