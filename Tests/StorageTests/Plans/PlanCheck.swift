/// What is wrong with a plan: a table read whole, or an index gone through from end to end.
struct PlanCheck {
    /// Tables of a row or two for each tenant, which no plan is to be judged by.
    private static let small: Set<String> = ["janitor_round", "audit_chain"]

    /// Indexes by which a statement may go through all of a tenant's rows, since it stops after so many.
    var walks: Set<String> = []

    func findings(_ plan: [String]) -> [String] {
        plan.indices.compactMap { line in
            let text = plan[line]
            if let scan = text.firstMatch(of: /Seq Scan on (\w+)/), !Self.small.contains(String(scan.1)) {
                return "\(scan.1) is read whole"
            }
            guard let scan = text.firstMatch(of: /Index (?:Only )?Scan (?:Backward )?(?:using|on) (\w+)/) else { return nil }
            guard let condition = Self.condition(of: line, in: plan) else { return "\(scan.1) is gone through whole" }
            let isRegistry = scan.1.hasPrefix("tenant_") || scan.1.hasPrefix("admin_key_") || scan.1.hasPrefix("event_queue_")
            if !isRegistry, !condition.contains("(tenant_id = ") { return "\(scan.1) is asked for no tenant: \(condition)" }
            // One row a tenant.
            if scan.1 == "tenant_revision_pkey" { return nil }
            let rest = condition.replacing("(tenant_id = ", with: "(")
            guard rest.contains(#/ (?:=|<|>|<=|>=) /#) || walks.contains(String(scan.1)) else {
                return "\(scan.1) is gone through for the whole tenant"
            }
            return nil
        }
    }

    /// The condition of a node, among the lines that are its own.
    private static func condition(of node: Int, in plan: [String]) -> String? {
        plan[(node + 1)...].prefix { !$0.contains(/^ *->/) && !$0.contains("SubPlan") && !$0.contains("InitPlan") && !$0.contains("CTE ") }
            .first { $0.contains("Index Cond:") }
    }
}
