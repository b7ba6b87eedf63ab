package dev.taskq.console;

import java.time.Duration;

/**
 * The bounds of the sessions of a console. Immutable.
 *
 * @param idle how long a session lives without a request of its person, more than zero; pages that refresh themselves do
 *     not count
 * @param lifetime how long a session lives at most, more than zero
 * @param sessions the most sessions, at least 1; the one that was idle for longest gives way to a new one
 */
public record ConsoleConfig(Duration idle, Duration lifetime, int sessions) {
    /** 30 minutes without a request, 12 hours in all, 1,000 sessions. */
    public static final ConsoleConfig DEFAULTS = new ConsoleConfig(Duration.ofMinutes(30), Duration.ofHours(12), 1_000);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public ConsoleConfig {
        requirePositive("idle", idle);
        requirePositive("lifetime", lifetime);
        if (sessions < 1) {
            throw new IllegalArgumentException("sessions must be at least 1");
        }
    }

    /**
     * These bounds with another time without a request.
     *
     * @param value the time, more than zero
     * @return the new value
     */
    public ConsoleConfig withIdle(Duration value) {
        return new ConsoleConfig(value, lifetime, sessions);
    }

    /**
     * These bounds with another total lifetime.
     *
     * @param value the time, more than zero
     * @return the new value
     */
    public ConsoleConfig withLifetime(Duration value) {
        return new ConsoleConfig(idle, value, sessions);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be more than zero");
        }
    }
}
