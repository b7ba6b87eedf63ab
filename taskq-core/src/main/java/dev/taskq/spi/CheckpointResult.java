package dev.taskq.spi;

/** The result of storing one checkpoint. */
public enum CheckpointResult {
    /** It is stored, or a checkpoint of the same execution with a higher number is. */
    STORED,
    /** The execution does not hold the task. Nothing was changed. */
    REFUSED,
    /** Another transaction holds the row. Nothing was changed; try again. */
    LOCKED
}
