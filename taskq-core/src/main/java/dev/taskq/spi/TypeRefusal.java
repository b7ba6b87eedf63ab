package dev.taskq.spi;

/**
 * A type that was not admitted. Immutable.
 *
 * @param name its name
 * @param reason why
 */
public record TypeRefusal(String name, Reason reason) {
    /** Why a type was not admitted. */
    public enum Reason {
        /** No agent has announced it, and only announced types are admitted. */
        NOT_ANNOUNCED,
        /** The caller has reached its limit of types. */
        CALLER_FULL,
        /** The store has reached its limit of types. */
        STORE_FULL
    }
}
