/// What must be true of a thing for it to be changed: called in the transaction of the change, after its row was locked. Throws where it is
/// not, and nothing is changed.
package typealias Precondition<Entity> = @Sendable (Entity) throws -> Void
