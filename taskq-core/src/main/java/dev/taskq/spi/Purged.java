package dev.taskq.spi;

import java.util.OptionalLong;

/**
 * What a step of purging did. Immutable.
 *
 * @param deleted how many tasks it deleted
 * @param next where to go on; empty where it came to the end
 */
public record Purged(int deleted, OptionalLong next) {}
