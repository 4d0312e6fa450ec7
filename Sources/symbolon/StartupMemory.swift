#if canImport(Glibc)
    import CMalloc
#endif

/// What reading settings, documents and templates took and nobody needs any more.
enum StartupMemory {
    /// Gives it back to the system: glibc keeps it for later otherwise, an eighth of what the server has before anybody asked.
    static func giveBack() {
        #if canImport(Glibc)
            malloc_trim(0)
        #endif
    }
}
