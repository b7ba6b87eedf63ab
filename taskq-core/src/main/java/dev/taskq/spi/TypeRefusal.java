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
        /** No agent has announced it, and no other types are admitted. */
        NOT_ANNOUNCED,
        /** The caller has made as many known as it may. */
        CALLER_FULL,
        /** The store knows as many as it may. */
        STORE_FULL
    }
}
