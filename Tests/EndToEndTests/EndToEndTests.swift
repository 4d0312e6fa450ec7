import Testing

/// The built binary against a PostgreSQL of its own: what an operator, a partner and a person meet.
@Suite("end to end", .serialized, .ownThread)
enum EndToEndTests {}
