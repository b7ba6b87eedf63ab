package dev.taskq.spi;

import dev.taskq.CatchUp;
import dev.taskq.Recurrence;
import java.time.Instant;

/**
 * A schedule that is due. Immutable.
 *
 * @param name its name
 * @param version the version of its row: every change sets another one
 * @param recurrence its recurrence
 * @param anchor the time that intervals are counted from
 * @param catchUp its policy
 * @param fireAt its next fire time, which has passed
 */
public record DueSchedule(
        String name, long version, Recurrence recurrence, Instant anchor, CatchUp catchUp, Instant fireAt) {}
