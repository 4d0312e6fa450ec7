/// The pages about webhooks, each below the address of the list.
enum WebhookPage: String, CaseIterable, Sendable {
    case list = ""
    case add = "/new"
    case endpoint = "/endpoint"
    case edit = "/edit"
    case deletion = "/delete"
    case delivery = "/delivery"
}
