import ArgumentParser

/// Prints what makes a shell complete the words of this command.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print the completion script of a shell.",
        discussion: """
            bash: symbolon completion bash > /etc/bash_completion.d/symbolon
            zsh:  symbolon completion zsh > "${fpath[1]}/_symbolon"
            fish: symbolon completion fish > ~/.config/fish/completions/symbolon.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        var kind: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "The shell.") var shell: Shell

    func run() { print(Symbolon.completionScript(for: shell.kind)) }
}
