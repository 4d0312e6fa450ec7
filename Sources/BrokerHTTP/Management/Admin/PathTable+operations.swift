import Hummingbird
import Model

extension PathTable {
    /// Adds operations below an address, each open to keys that may do it.
    mutating func add(_ operations: [Operation<Context>], below base: String, key: @escaping @Sendable (Context) -> AdminKey) {
        var done: Set<String> = []
        for path in operations.map(\.path) where done.insert(path).inserted {
            let handlers = operations.filter { $0.path == path }.map { operation in
                (
                    operation.method,
                    { request, context in
                        guard key(context).may(operation.permission) else { throw AdminRefusal.forbidden(operation.permission) }
                        return try await operation.handler(request, context)
                    } as Handler
                )
            }
            add(path.isEmpty ? base : "\(base)/\(path)", handlers)
        }
    }
}
