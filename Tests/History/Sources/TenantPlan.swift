/// One tenant of the world: its dialect and what is particular about it.
struct TenantPlan {
    let slug: String
    let dialect: String
    var isSandbox = false

    static let all = [
        TenantPlan(slug: "standard", dialect: "standard"), TenantPlan(slug: "clock", dialect: "standard", isSandbox: true),
        TenantPlan(slug: "xref", dialect: "xref"), TenantPlan(slug: "xoxoday", dialect: "xoxoday"),
        TenantPlan(slug: "xurrent", dialect: "xurrent"), TenantPlan(slug: "xeno", dialect: "xeno"),
    ]

    var hasAccountGrants: Bool { ["standard", "xref", "xoxoday"].contains(dialect) }
    var hasUserGrants: Bool { dialect != "xref" }
    var introspects: Bool { ["standard", "xurrent"].contains(dialect) }
    /// A platform's tokens end when it is disabled or the secret that obtained them is.
    var endsWithPlatform: Bool { dialect == "xurrent" }
    var hasRules: Bool { dialect == "xurrent" }
    var scopes: [String] {
        switch dialect {
        case "standard": ["read", "write"]
        case "xoxoday": ["profile_read", "points_read"]
        case "xeno": ["contacts", "faqs"]
        default: []
        }
    }
    var scheme: String { dialect == "xref" ? "Token" : "Bearer" }
    var validation: String? {
        switch dialect {
        case "xref": "/auth"
        case "xoxoday": "/chef/v1/oauth/token"
        case "xurrent": "/v1/me"
        case "xeno": "/api/me"
        default: nil
        }
    }
}
