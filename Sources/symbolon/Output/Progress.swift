import ArgumentParser
import Foundation
import Synchronization

/// `--progress`, for long work.
struct ProgressOptions: ParsableArguments {
    @Flag(help: "Say how far it is on standard error, a line every few seconds, also where that is no terminal.") var progress = false
}

/// Says on standard error how far long work is: one line that is written anew at a terminal, lines now and then where `--progress` asks
/// for them, and nothing otherwise.
final class Progress: Sendable {
    private let what: String
    private let total: Int?
    private let form: Form
    private let start = ContinuousClock.now
    private let lastSaid = Mutex<ContinuousClock.Instant?>(nil)

    enum Form: Sendable {
        case line
        case lines
        case silent

        var interval: Duration { self == .line ? .milliseconds(100) : .seconds(5) }
    }

    /// `what` as in "grants imported"; `total` where it is known.
    convenience init(_ what: String, total: Int? = nil, _ options: ProgressOptions) {
        self.init(what, total: total, form: isatty(STDERR_FILENO) == 1 ? .line : options.progress ? .lines : .silent)
    }

    init(_ what: String, total: Int?, form: Form) {
        self.what = what
        self.total = total
        self.form = form
    }

    /// So many are done by now. May be called as often as one likes.
    func reached(_ count: Int) {
        guard form != .silent else { return }
        let now = ContinuousClock.now
        let isDue = lastSaid.withLock { last in
            guard now - (last ?? start) >= form.interval else { return false }
            last = now
            return true
        }
        if isDue { write(text(count, after: now - start), ended: form == .lines) }
    }

    /// All is done: the line at the terminal goes, so that the answer stands alone.
    func finish() {
        if form == .line, lastSaid.withLock({ $0 != nil }) { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    func text(_ count: Int, after duration: Duration) -> String {
        let seconds = max(duration / .seconds(1), 0.001)
        let rate = Double(count) / seconds
        var text = "\(count.formatted(.number.locale(Locale(identifier: "en"))))"
        if let total { text += " of \(total.formatted(.number.locale(Locale(identifier: "en"))))" }
        text += " \(what), \(Int(rate))/s"
        if let total, total > count, rate > 0 { text += ", \(Self.span(Double(total - count) / rate)) left" }
        return text
    }

    private func write(_ text: String, ended: Bool) {
        FileHandle.standardError.write(Data((ended ? "\(text)\n" : "\r\(text)\u{1B}[K").utf8))
    }

    private static func span(_ seconds: Double) -> String {
        seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
    }
}
