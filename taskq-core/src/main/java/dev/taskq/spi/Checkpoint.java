package dev.taskq.spi;

/**
 * A checkpoint of a running task, to be stored. Immutable.
 *
 * @param id the task
 * @param holder the execution's holder
 * @param json JSON, as text
 * @param bytes the size of the text that the store returns, in bytes of UTF-8
 * @param number higher than the number of each earlier checkpoint of the task
 */
public record Checkpoint(long id, Holder holder, String json, long bytes, int number) {}
