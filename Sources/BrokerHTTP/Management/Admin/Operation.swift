import HTTPTypes
import Hummingbird
import Model

/// One operation of the management API: its route and what is said of it. The router and the OpenAPI document are made from the same value.
struct Operation<Context: RequestContext>: Sendable {
    /// `operationId`: a verb and a noun.
    let id: String
    let method: HTTPRequest.Method
    /// Below the address its router begins with; `:name` stands for a part that varies.
    let path: String
    let permission: AdminPermission
    /// In a few words.
    let summary: String
    /// Its consequences, where the summary does not say them.
    let description: String
    let query: [QueryParameter]
    /// `nil`: it takes none.
    let body: Schema?
    let answers: [OperationAnswer]
    /// Whether `If-Match` is looked at.
    let takesPrecondition: Bool
    let handler: PathTable<Context>.Handler

    init(
        _ id: String, _ method: HTTPRequest.Method, _ path: String, _ permission: AdminPermission, _ summary: String,
        description: String = "", query: [QueryParameter] = [], body: Schema? = nil, answers: [OperationAnswer],
        takesPrecondition: Bool = false, _ handler: @escaping PathTable<Context>.Handler
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.permission = permission
        self.summary = summary
        self.description = description
        self.query = query
        self.body = body
        self.answers = answers
        self.takesPrecondition = takesPrecondition
        self.handler = handler
    }

    /// The names of the parts of the path that vary.
    var pathParameters: [String] { path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) } }
}

/// Below one tenant.
typealias AdminOperation = Operation<AdminContext>
