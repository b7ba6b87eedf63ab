package dev.taskq.spi;

import java.util.OptionalLong;

/**
 * The result of a purge step. Immutable.
 *
 * @param deleted how many tasks it deleted
 * @param next where the next step begins: the greatest id among the tasks read that were created longer ago than the shorter
 *     retention, or in the future, since the clock was ahead. Empty if no task read was: the tasks after it were created later, so none of them can be past its retention
 */
public record Purged(int deleted, OptionalLong next) {}
