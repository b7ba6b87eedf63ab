package dev.taskq.agent;

import java.time.Duration;

/**
 * The settings of an agent. Immutable; {@code with…} methods give changed copies.
 *
 * @param name its name, for people; it stands on the tasks that it runs
 * @param host the host's name, for people
 * @param slots how many tasks it runs at a time, 1 to 10,000
 * @param grace how long a stop lets handlers finish before it interrupts them, zero or more
 */
public record AgentConfig(String name, String host, int slots, Duration grace) {
    /** 64 slots, 20 s of grace. */
    public static final AgentConfig DEFAULTS = new AgentConfig("agent", "", 64, Duration.ofSeconds(20));

    /** The most slots. */
    public static final int MOST_SLOTS = 10_000;

    /** Checks the ranges. */
    public AgentConfig {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException("slots must be between 1 and " + MOST_SLOTS);
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace must not be negative");
        }
    }

    /**
     * These settings with another name.
     *
     * @param value for people
     * @return the new value
     */
    public AgentConfig withName(String value) {
        return new AgentConfig(value, host, slots, grace);
    }

    /**
     * These settings with another host name.
     *
     * @param value for people
     * @return the new value
     */
    public AgentConfig withHost(String value) {
        return new AgentConfig(name, value, slots, grace);
    }

    /**
     * These settings with another number of slots.
     *
     * @param value 1 to 10,000
     * @return the new value
     */
    public AgentConfig withSlots(int value) {
        return new AgentConfig(name, host, value, grace);
    }

    /**
     * These settings with another grace time.
     *
     * @param value zero or more
     * @return the new value
     */
    public AgentConfig withGrace(Duration value) {
        return new AgentConfig(name, host, slots, value);
    }
}
