import AsyncHTTPClient
import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// The far end of the demo: a partner platform's page on a port of its own. It shows what came back and exchanges a code only when told to.
struct DemoPartner: Sendable {
    let name: String
    let tenant: DemoTenant
    private let vendor: DemoVendor

    /// Throws for a dialect this binary does not speak.
    init(name: String, tenant: DemoTenant) throws {
        guard let dialect = DialectList().find(name) else { throw InputError("tenants", "this binary does not speak \(name)") }
        self.name = name
        self.tenant = tenant
        vendor = DemoVendor(dialect: dialect)
    }

    func application(logger: Logger) throws -> any ServiceLifecycle.Service {
        guard let port = URLComponents(string: tenant.platform.redirectURI)?.port else {
            throw InputError("redirect_uri", "of tenant \(name) has no port")
        }
        let router = Router()
        router.get("/") { _, _ in page("Demo partner of \(name)", "<p><a href=\"\(escape(connectLink))\">Connect</a></p>") }
        router.get("/callback") { request, _ in callback(request) }
        router.post("/exchange") { request, _ in try await exchange(request) }
        router.get("/logo.png") { _, _ in
            Response(status: .ok, headers: [.contentType: "image/png"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: DemoLogo.png)))
        }
        return Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)), logger: logger)
    }

    private var connectLink: String { tenant.baseURL + vendor.connectLink(tenant.platform) }

    private func callback(_ request: Request) -> Response {
        let query = request.uri.queryParameters
        let shown = ["state", "code", "error"].compactMap { key in
            query[Substring(key)].map { "<dt>\(key)</dt><dd><code>\(escape(String($0)))</code></dd>" }
        }
        var body = "<dl>\(shown.joined())</dl>"
        if let code = query["code"].map(String.init) {
            body += """
                <p>This exchanges the code for a token:</p><pre>\(escape(curl(code: code)))</pre>
                <form method="post" action="/exchange"><input type="hidden" name="code" value="\(escape(code))">\
                <button>Exchange it now</button></form>
                """
        }
        return page("Back at the demo partner of \(name)", body)
    }

    private func exchange(_ request: Request) async throws -> Response {
        let text = String(buffer: try await request.body.collect(upTo: 4096))
        let code = URLComponents(string: "?\(text)")?.queryItems?.first { $0.name == "code" }?.value ?? ""
        let exchange = vendor.exchange(tenant.platform, code: code)
        var call = HTTPClientRequest(url: tenant.baseURL + exchange.path)
        call.method = .POST
        call.headers.add(name: "Content-Type", value: exchange.contentType)
        call.body = .bytes(ByteBuffer(string: exchange.body))
        let answer = try await HTTPClient.shared.execute(call, timeout: .seconds(10))
        let body = String(buffer: try await answer.body.collect(upTo: 64 * 1024))
        return page("The answer", "<p>Status \(answer.status.code)</p><pre>\(escape(body))</pre>")
    }

    private func curl(code: String) -> String {
        let exchange = vendor.exchange(tenant.platform, code: code)
        return """
            curl -X POST \(tenant.baseURL)\(exchange.path) \\
                -H 'Content-Type: \(exchange.contentType)' \\
                -d '\(exchange.body)'
            """
    }

    private func page(_ title: String, _ body: String) -> Response {
        let html = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escape(title))</title><h1>\(escape(title))</h1>\(body)</html>
            """
        let headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .contentSecurityPolicy: "default-src 'none'",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    private func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            escaped += "<>&\"'".unicodeScalars.contains(scalar) ? "&#\(scalar.value);" : String(scalar)
        }
        return escaped
    }
}
