package dev.taskq.coordinator;

import dev.taskq.Preset;
import dev.taskq.Schedule;
import dev.taskq.spi.Types;
import java.time.Duration;

/**
 * The settings of a coordinator. Immutable; {@code with…} methods give changed copies.
 *
 * @param name its name, for people
 * @param host the host's name, for people
 * @param candidate whether it stands for leadership. A few candidates are enough; the others lead only where none is left
 * @param backlogLimit how many tasks of one type may wait before submits are refused, 1 or more
 * @param mostParamsBytes the largest params of a task, in bytes of UTF-8 without white space and with numbers written
 *     out in full, 2 to 16 MiB
 * @param typesPerCaller how many types one caller may make known by submitting tasks of them, 0 to 10,000. Types that an agent
 *     has announced do not count. With 0, only tasks of announced types are accepted
 * @param schedulesPerCaller how many schedules one caller with a name may have, 0 to 10,000. Schedules of an embedding
 *     application that names no caller do not count
 * @param mostWaiting how many callers may wait for a result at the same time; any further caller is answered immediately
 * @param retention how long succeeded and cancelled tasks are kept, more than zero
 * @param failedRetention how long failed tasks are kept, more than zero
 * @param grace how long a stop waits for what is under way, more than zero
 * @param preset how often it looks at the store. That of the leader also decides how often agents send heartbeats
 */
public record CoordinatorConfig(
        String name,
        String host,
        boolean candidate,
        long backlogLimit,
        int mostParamsBytes,
        int typesPerCaller,
        int schedulesPerCaller,
        int mostWaiting,
        Duration retention,
        Duration failedRetention,
        Duration grace,
        Preset preset) {
    /** A candidate; 1,000,000 waiting tasks a type, 256 KiB of params, 1,000 types and 1,000 schedules a caller, 10,000 waiting callers, 7 days of retention and 30 for failed tasks, 20 s of grace, fast recovery. */
    public static final CoordinatorConfig DEFAULTS = new CoordinatorConfig(
            "coordinator",
            "",
            true,
            1_000_000,
            256 * 1024,
            1_000,
            1_000,
            10_000,
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofSeconds(20),
            Preset.FAST_RECOVERY);

    /** Checks the ranges. */
    public CoordinatorConfig {
        if (backlogLimit < 1) {
            throw new IllegalArgumentException("backlogLimit must be 1 or more");
        }
        if (mostParamsBytes < 2 || mostParamsBytes > 16 * 1024 * 1024) {
            throw new IllegalArgumentException("mostParamsBytes must be between 2 and 16 MiB");
        }
        if (typesPerCaller < 0 || typesPerCaller > Types.MOST_TYPES) {
            throw new IllegalArgumentException("typesPerCaller must be between 0 and " + Types.MOST_TYPES);
        }
        if (schedulesPerCaller < 0 || schedulesPerCaller > Schedule.MOST) {
            throw new IllegalArgumentException("schedulesPerCaller must be between 0 and " + Schedule.MOST);
        }
        if (mostWaiting < 0) {
            throw new IllegalArgumentException("mostWaiting must not be negative");
        }
        requirePositive("retention", retention);
        requirePositive("failedRetention", failedRetention);
        requirePositive("grace", grace);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be more than zero");
        }
    }

    /**
     * These settings with another name.
     *
     * @param value the name, shown to people
     * @return the new value
     */
    public CoordinatorConfig withName(String value) {
        return new CoordinatorConfig(
                value,
                host,
                candidate,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings with another host name.
     *
     * @param value the host's name, shown to people
     * @return the new value
     */
    public CoordinatorConfig withHost(String value) {
        return new CoordinatorConfig(
                name,
                value,
                candidate,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings, as a candidate for leadership or not.
     *
     * @param value whether it stands
     * @return the new value
     */
    public CoordinatorConfig withCandidate(boolean value) {
        return new CoordinatorConfig(
                name,
                host,
                value,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings with another backlog limit.
     *
     * @param value 1 or more
     * @return the new value
     */
    public CoordinatorConfig withBacklogLimit(long value) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                value,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings with another bound on the types that a caller makes known.
     *
     * @param value 0 to 10,000; 0 admits only types that an agent has announced
     * @return the new value
     */
    public CoordinatorConfig withTypesPerCaller(int value) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                backlogLimit,
                mostParamsBytes,
                value,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings with another bound on the schedules of a caller.
     *
     * @param value 0 to 10,000; with 0 only an embedding application that names no caller can put schedules
     * @return the new value
     */
    public CoordinatorConfig withSchedulesPerCaller(int value) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                value,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings with another bound on params.
     *
     * @param value in bytes, 2 to 16 MiB
     * @return the new value
     */
    public CoordinatorConfig withMostParamsBytes(int value) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                backlogLimit,
                value,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings with another bound on waiting callers.
     *
     * @param value zero or more
     * @return the new value
     */
    public CoordinatorConfig withMostWaiting(int value) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                value,
                retention,
                failedRetention,
                grace,
                preset);
    }

    /**
     * These settings with other retentions.
     *
     * @param ofOthers how long succeeded and cancelled tasks are kept, more than zero
     * @param ofFailed how long failed tasks are kept, more than zero
     * @return the new value
     */
    public CoordinatorConfig withRetention(Duration ofOthers, Duration ofFailed) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                ofOthers,
                ofFailed,
                grace,
                preset);
    }

    /**
     * These settings with another grace time.
     *
     * @param value more than zero
     * @return the new value
     */
    public CoordinatorConfig withGrace(Duration value) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                value,
                preset);
    }

    /**
     * These settings with another preset.
     *
     * @param value the preset
     * @return the new value
     */
    public CoordinatorConfig withPreset(Preset value) {
        return new CoordinatorConfig(
                name,
                host,
                candidate,
                backlogLimit,
                mostParamsBytes,
                typesPerCaller,
                schedulesPerCaller,
                mostWaiting,
                retention,
                failedRetention,
                grace,
                value);
    }
}
