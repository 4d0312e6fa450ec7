import Broker
import Model

/// Somebody who looks after webhooks: what they may touch, and where the pages are on which they do.
struct WebhookVisit {
    let desk: WebhookDesk
    /// The address of the list. The others begin with it, and forms post to it.
    let root: String
    let formToken: String
    /// What the frame of every page shows.
    let frame: [String: Any]
    /// Where the list leads back to.
    let back: (address: String, text: String)

    /// No address holds more than ids: whatever is secret stays out of it.
    func address(of page: WebhookPage, _ parameters: [(name: String, value: String)] = []) -> String {
        let about = desk.platform.map { [(name: "client_id", value: $0.clientID)] } ?? []
        let query = (about + parameters).map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return root + page.rawValue + (query.isEmpty ? "" : "?\(query)")
    }

    func address(of endpoint: WebhookEndpoint.ID) -> String { address(of: .endpoint, [("id", endpoint.description)]) }

    func address(of delivery: Delivery.ID) -> String { address(of: .delivery, [("id", delivery.description)]) }

    /// What every page begins with.
    func values(_ title: String, back: (address: String, text: String)? = nil) -> [String: Any] {
        var values = frame
        values["page_title"] = title
        values["form_token"] = formToken
        values["action"] = root
        values["application"] = desk.platform?.name
        values["client_id"] = desk.platform?.clientID
        values["back_url"] = (back ?? self.back).address
        values["back_text"] = (back ?? self.back).text
        return values
    }

    var toList: (address: String, text: String) { (address(of: .list), "Back to the endpoints") }

    func toEndpoint(_ id: WebhookEndpoint.ID) -> (address: String, text: String) { (address(of: id), "Back to the endpoint") }
}
