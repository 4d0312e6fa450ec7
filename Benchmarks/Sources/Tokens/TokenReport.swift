import Foundation

/// What was measured, as tables and plots. Written after every part: a run that is stopped leaves what it had.
struct TokenReport {
    let folder: String
    private var sections: [Section] = []

    init(folder: String) { self.folder = folder }

    mutating func add(_ section: Section) throws {
        sections.append(section)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: folder + "/tokens.md", atomically: true, encoding: .utf8)
        for plot in section.plots { try plot.svg.write(toFile: "\(folder)/\(plot.file).svg", atomically: true, encoding: .utf8) }
    }

    var text: String { sections.map(\.text).joined(separator: "\n") }
}
