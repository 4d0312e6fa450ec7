/// One vendor's OAuth surface, as its departures from the RFCs. The engine reads it and never branches on a vendor's name.
package struct Dialect: Sendable {
    package let name: String
    /// Each path of the vendor and the use case it reaches, and what every tenant has besides.
    package let endpoints: [Endpoint]
    /// Read by `BrokerHTTP` only.
    package let wire: Wire
    /// Read by `Broker` only.
    package let rules: Rules
    /// Read by `Broker` only.
    package let webhooks: Webhooks

    package init(name: String, endpoints: [Endpoint], wire: Wire = Wire(), rules: Rules = Rules(), webhooks: Webhooks = Webhooks()) {
        self.name = name
        self.endpoints =
            endpoints
            + Endpoint.everywhere.filter { common in
                !endpoints.contains { $0.useCase == common.useCase || $0.path == common.path }
            }
        self.wire = wire
        self.rules = rules
        self.webhooks = webhooks
    }
}
