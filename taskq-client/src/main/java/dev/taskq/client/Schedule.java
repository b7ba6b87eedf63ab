package dev.taskq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A schedule, as it stood when it was read. Immutable.
 *
 * @param name its name
 * @param cron its cron expression, if it has one
 * @param zone the time zone of that
 * @param every its interval, if it has one
 * @param type the type of its tasks
 * @param params the params of its tasks; not in lists
 * @param maxAttempts the number of failures after which each task is failed, if the schedule has it
 * @param timeout the longest time that an attempt may run, if the schedule has it
 * @param catchUp {@code skip}, {@code one} or {@code all}; a later version may have more
 * @param catchUpMax the most fire times of {@code all} that are caught up with
 * @param overlap {@code allow} or {@code skip}; a later version may have more
 * @param paused whether it is paused
 * @param nextFireAt when it fires next; empty while it is paused
 * @param last what it did last
 * @param fired the fire times that became a task
 * @param skipped the fire times that it skipped, by its policies
 * @param caller the caller that put it
 * @param createdAt when it was stored
 * @param updatedAt when it was last put, paused or resumed
 * @param json the answer that it was read from, with what this version does not know
 */
public record Schedule(
        String name,
        Optional<String> cron,
        Optional<String> zone,
        Optional<Duration> every,
        String type,
        Optional<JsonValue> params,
        OptionalInt maxAttempts,
        Optional<Duration> timeout,
        String catchUp,
        OptionalInt catchUpMax,
        String overlap,
        boolean paused,
        Optional<Instant> nextFireAt,
        Last last,
        long fired,
        long skipped,
        Optional<String> caller,
        Instant createdAt,
        Instant updatedAt,
        JsonValue json) {

    /**
     * What a schedule did last.
     *
     * @param firedAt the latest fire time that became a task
     * @param task the id of the task that it fired last, or that was last run by hand
     * @param skippedAt the latest fire time that it skipped
     */
    public record Last(Optional<Instant> firedAt, OptionalLong task, Optional<Instant> skippedAt) {}

    static Schedule of(Fields json) {
        long task = json.count("last_task_id");
        return new Schedule(
                json.text("name"),
                json.textIfAny("cron"),
                json.textIfAny("zone"),
                json.durationIfAny("every"),
                json.text("type"),
                json.value("params"),
                json.smallIfAny("max_attempts"),
                json.durationIfAny("timeout"),
                json.text("catch_up"),
                json.smallIfAny("catch_up_max"),
                json.text("overlap"),
                json.flag("paused"),
                json.timeIfAny("next_fire_at"),
                new Last(
                        json.timeIfAny("last_fire_at"),
                        task == 0 ? OptionalLong.empty() : OptionalLong.of(task),
                        json.timeIfAny("last_skipped_at")),
                json.integer("fired"),
                json.integer("skipped"),
                json.textIfAny("caller"),
                json.time("created_at"),
                json.time("updated_at"),
                json.whole());
    }
}
