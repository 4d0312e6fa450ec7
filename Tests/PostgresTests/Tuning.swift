import Postgres

/// How a test's database differs from the usual one.
struct Tuning {
    let apply: (inout DatabaseConfiguration) -> Void

    static func by(_ apply: @escaping (inout DatabaseConfiguration) -> Void) -> Tuning {
        Tuning(apply: apply)
    }
}
