package dev.taskq.spi;

/**
 * A checkpoint that is stored. Immutable.
 *
 * @param json JSON, as text
 * @param number the number under which it was stored
 */
public record SavedCheckpoint(String json, int number) {}
