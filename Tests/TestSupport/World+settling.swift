extension World {
    /// Waits until no connection is in use: what a stopped service began may still run to its end. Gives up quietly after ten seconds.
    package func settle() async {
        for _ in 0..<1000 {
            let statistics = database.statistics
            if statistics.open == statistics.idle { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
