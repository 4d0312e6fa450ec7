package import Foundation

/// Times as programs write them (RFC 3339).
package enum RFC3339 {
    /// In UTC, to the millisecond.
    package static func text(_ date: Date) -> String { WebhookTime.text(date) }

    /// `nil` for anything but a date, a time and an offset. A leap second counts as the second after it.
    package static func date(_ text: String) -> Date? {
        let shape = /(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))/.asciiOnlyDigits()
        guard text.utf8.count <= 64, let parts = text.wholeMatch(of: shape)?.output,
            let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3), let hour = Int(parts.4), let minute = Int(parts.5),
            let second = Int(parts.6), (1...12).contains(month), (1...days(month: month, year: year)).contains(day), hour < 24,
            minute < 60, second <= 60
        else { return nil }
        let offsetHours = parts.9.flatMap { Int($0) } ?? 0
        let offsetMinutes = parts.10.flatMap { Int($0) } ?? 0
        guard offsetHours < 24, offsetMinutes < 60 else { return nil }
        let offset = (offsetHours * 60 + offsetMinutes) * (parts.8 == "-" ? -60 : 60)
        let seconds = ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset
        let fraction = parts.7.flatMap { Double("0\($0)") } ?? 0
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    private static func days(month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// In the proleptic Gregorian calendar, with years that begin in March.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year + 399 : year + 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468 - 146_097
    }
}
