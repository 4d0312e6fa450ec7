import Broker
import HTTPTypes
import Hummingbird
import Model
import Secrets

extension WebhookPages {
    /// Does what a form says, whose token was looked at before.
    func post(_ fields: [String: String], _ visit: WebhookVisit) async throws -> Response {
        switch fields["change"] {
        case "add": return try await add(fields, visit)
        case "update": return try await update(fields, visit)
        case "redeliver": return try await redeliver(fields, visit)
        case "delete":
            let entry = try await entry(fields["endpoint"], visit)
            guard try await visit.desk.delete(entry.endpoint.id) else { throw SurfaceError.notFound }
            return try await list(visit, notice: "The endpoint is deleted, and its delivery record with it.")
        default:
            let entry = try await entry(fields["endpoint"], visit)
            do {
                return try await change(entry, fields, visit)
            } catch let error as InputError {
                return try await endpoint(entry, visit, error: error, resend: fields)
            }
        }
    }

    private func add(_ fields: [String: String], _ visit: WebhookVisit) async throws -> Response {
        let form = WebhookForm(fields: fields)
        do {
            guard let made = try await visit.desk.add(try form.input(), for: fields["client_id"] ?? "") else { throw SurfaceError.notFound }
            return pages.secret(
                "Added",
                "This is the key that signs what the endpoint is sent."
                    + (visit.desk.needsVerification
                        ? " It was asked whether it wants to hear, and hears of events once it has answered." : ""),
                values: [("Address", made.endpoint.url), ("Signing key", made.secret.value)], link: visit.address(of: made.endpoint.id),
                frame: visit.values("Added"))
        } catch let error as InputError {
            return try await self.form(WebhookForm(fields: fields, error: error), visit)
        }
    }

    private func update(_ fields: [String: String], _ visit: WebhookVisit) async throws -> Response {
        let before = try await entry(fields["endpoint"], visit)
        let form = WebhookForm(fields: fields, entry: before)
        do {
            guard try await visit.desk.update(before.endpoint.id, try form.input()) else { throw SurfaceError.notFound }
        } catch let error as InputError {
            return try await self.form(WebhookForm(fields: fields, error: error, entry: before), visit)
        }
        let changed = try await entry(fields["endpoint"], visit)
        let isAsked = visit.desk.needsVerification && changed.endpoint.url != before.endpoint.url
        return try await endpoint(
            changed, visit, notice: isAsked ? "Changed. The new address is asked whether it wants to hear." : "Changed.")
    }

    private func redeliver(_ fields: [String: String], _ visit: WebhookVisit) async throws -> Response {
        guard let id: Delivery.ID = Self.id(fields["delivery"]) else { throw SurfaceError.notFound }
        do {
            guard let again = try await visit.desk.redeliver(id) else { throw SurfaceError.notFound }
            return Self.seeOther(visit.address(of: again))
        } catch let error as InputError {
            return try await delivery(id, visit, error: error)
        }
    }

    private func change(_ entry: WebhookDesk.Entry, _ fields: [String: String], _ visit: WebhookVisit) async throws -> Response {
        let (id, desk) = (entry.endpoint.id, visit.desk)
        switch fields["change"] {
        case "test":
            guard let delivery = try await desk.test(id) else { throw SurfaceError.notFound }
            return Self.seeOther(visit.address(of: delivery))
        case "rotate":
            guard let secret = try await desk.rotateSecret(id) else { throw SurfaceError.notFound }
            return pages.secret(
                "Replaced", "This is the new key. The one before it signs beside it for 24 hours.",
                values: [("Address", entry.endpoint.url), ("Signing key", secret.value)], link: visit.address(of: id),
                frame: visit.values("Replaced"))
        case "resend":
            let since = try WebhookForm.time(fields["since"], field: "since")
            let isWhole = fields["including_delivered"] != nil
            guard let count = try await desk.resend(to: id, since: since, includingDelivered: isWhole) else { throw SurfaceError.notFound }
            return try await show(id, visit, Self.notice(ofResent: count))
        case "enable":
            guard try await desk.setDisabled(false, id) else { throw SurfaceError.notFound }
            return try await show(id, visit, "Enabled. What waited for it is on its way.")
        case "disable":
            guard try await desk.setDisabled(true, id) else { throw SurfaceError.notFound }
            return try await show(id, visit, "Disabled. What waits for it is kept until it is enabled.")
        case "verify":
            guard try await desk.verify(id) else { throw SurfaceError.notFound }
            return try await show(id, visit, "It is asked again whether it wants to hear.")
        default: throw SurfaceError.badForm("The form does not say what is to be done.")
        }
    }

    /// As it is after a change.
    private func show(_ id: WebhookEndpoint.ID, _ visit: WebhookVisit, _ notice: String) async throws -> Response {
        try await endpoint(try await entry(id.description, visit), visit, notice: notice)
    }

    private static func notice(ofResent count: Int) -> String {
        switch count {
        case 0: "There was nothing to send again."
        case 1: "One event is sent again."
        case ManageDeliveries.mostAtOnce...: "\(count) events are sent again, the most at once. Send again for the rest."
        default: "\(count) events are sent again."
        }
    }

    /// A page that may be looked at again without doing anything again.
    private static func seeOther(_ address: String) -> Response { Response(status: .seeOther, headers: [.location: address]) }
}
