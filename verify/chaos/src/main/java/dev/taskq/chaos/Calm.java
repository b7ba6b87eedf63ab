package dev.taskq.chaos;

/**
 * A time without a fault, without the effects of an earlier one and without a backlog. Immutable.
 *
 * @param from the beginning
 * @param to the end
 */
record Calm(long from, long to) {}
