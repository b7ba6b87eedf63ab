package dev.taskq.spi;

import java.util.OptionalLong;

/**
 * The result of a purge step. Immutable.
 *
 * @param deleted how many tasks it deleted
 * @param next where the next step begins; empty at the end
 */
public record Purged(int deleted, OptionalLong next) {}
