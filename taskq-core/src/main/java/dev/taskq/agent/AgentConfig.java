package dev.taskq.agent;

import dev.taskq.Preset;
import dev.taskq.engine.Version;
import java.time.Duration;

/**
 * The settings of an agent. Immutable; {@code with…} methods give changed copies.
 *
 * @param name its name, for people; it stands on the tasks that it runs
 * @param host the host's name, for people
 * @param slots how many tasks it runs at a time, 1 to 10,000
 * @param memory how many bytes of params and results it may hold, from a task's claim until its end is recorded, 1 or more; one
 *     task alone always fits. What a handler makes of its params comes on top
 * @param grace how long a stop lets handlers finish before it interrupts them, zero or more
 * @param preset how often it looks at the store where it has no hints
 * @param version what its application calls its version, for people; another one among the agents is a deploy. Empty if it is not known
 * @param stackTraces whether the error of a failed attempt is stored with the handler's stack trace, shortened
 */
public record AgentConfig(
        String name,
        String host,
        int slots,
        long memory,
        Duration grace,
        Preset preset,
        String version,
        boolean stackTraces) {
    /** 64 slots, an eighth of the heap, 20 s of grace, fast recovery, the version of taskq, stack traces. */
    public static final AgentConfig DEFAULTS = new AgentConfig(
            "agent",
            "",
            64,
            Runtime.getRuntime().maxMemory() / 8,
            Duration.ofSeconds(20),
            Preset.FAST_RECOVERY,
            Version.read(),
            true);

    /** The longest version, in characters. */
    public static final int LONGEST_VERSION = 64;

    /** The most slots. */
    public static final int MOST_SLOTS = 10_000;

    /** Checks the ranges. */
    public AgentConfig {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException("slots must be between 1 and " + MOST_SLOTS);
        }
        if (memory < 1) {
            throw new IllegalArgumentException("memory must be 1 byte or more");
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace must not be negative");
        }
        if (version.length() > LONGEST_VERSION || !version.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "version must be at most " + LONGEST_VERSION + " printable ASCII characters without spaces");
        }
    }

    /**
     * These settings with another name.
     *
     * @param value the name, shown to people
     * @return the new value
     */
    public AgentConfig withName(String value) {
        return new AgentConfig(value, host, slots, memory, grace, preset, version, stackTraces);
    }

    /**
     * These settings with another host name.
     *
     * @param value the host's name, shown to people
     * @return the new value
     */
    public AgentConfig withHost(String value) {
        return new AgentConfig(name, value, slots, memory, grace, preset, version, stackTraces);
    }

    /**
     * These settings with another number of slots.
     *
     * @param value 1 to 10,000
     * @return the new value
     */
    public AgentConfig withSlots(int value) {
        return new AgentConfig(name, host, value, memory, grace, preset, version, stackTraces);
    }

    /**
     * These settings with another bound on what it holds in memory.
     *
     * @param bytes 1 or more; several times as much as the largest params
     * @return the new value
     */
    public AgentConfig withMemory(long bytes) {
        return new AgentConfig(name, host, slots, bytes, grace, preset, version, stackTraces);
    }

    /**
     * These settings with another grace time.
     *
     * @param value zero or more
     * @return the new value
     */
    public AgentConfig withGrace(Duration value) {
        return new AgentConfig(name, host, slots, memory, value, preset, version, stackTraces);
    }

    /**
     * These settings with another preset.
     *
     * @param value the preset
     * @return the new value
     */
    public AgentConfig withPreset(Preset value) {
        return new AgentConfig(name, host, slots, memory, grace, value, version, stackTraces);
    }

    /**
     * These settings with another version.
     *
     * @param value what the application calls its version, such as {@code 4.2.1} or a commit: at most 64 printable ASCII characters
     *     without spaces
     * @return the new value
     */
    public AgentConfig withVersion(String value) {
        return new AgentConfig(name, host, slots, memory, grace, preset, value, stackTraces);
    }

    /**
     * These settings with or without stack traces.
     *
     * @param value whether the error of a failed attempt is stored with the stack trace; the log has it in any case
     * @return the new value
     */
    public AgentConfig withStackTraces(boolean value) {
        return new AgentConfig(name, host, slots, memory, grace, preset, version, value);
    }
}
