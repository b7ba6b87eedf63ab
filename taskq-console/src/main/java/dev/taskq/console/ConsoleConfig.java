package dev.taskq.console;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds of the sessions of a console, what it shows to whom, and where it leads to. Immutable.
 *
 * @param idle how long a session lives without a request of its person, more than zero; pages that refresh themselves do
 *     not count
 * @param lifetime how long a session lives at most, more than zero
 * @param sessions the most sessions, at least 1; the one that was idle for longest gives way to a new one. As many persons
 *     whom a proxy or an application names are remembered apart from them, without a bound in time
 * @param logs the address of the logs of a task; empty if tasks have no link to their logs
 * @param masks the values of params and results that no page shows
 * @param proxy the proxy that names persons, so that they need no token; by default there is none
 * @param demo what the page of a demo shows and does; never in production, and by default there is none
 */
public record ConsoleConfig(
        Duration idle,
        Duration lifetime,
        int sessions,
        Optional<LogsUrl> logs,
        Masks masks,
        Optional<TrustedProxy> proxy,
        Optional<Demo> demo) {
    /** 30 minutes without a request, 12 hours in all, 1,000 sessions; no link to logs, nothing masked, no proxy and no demo. */
    public static final ConsoleConfig DEFAULTS = new ConsoleConfig(
            Duration.ofMinutes(30),
            Duration.ofHours(12),
            1_000,
            Optional.empty(),
            Masks.NONE,
            Optional.empty(),
            Optional.empty());

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
        return new ConsoleConfig(value, lifetime, sessions, logs, masks, proxy, demo);
    }

    /**
     * These bounds with another total lifetime.
     *
     * @param value the time, more than zero
     * @return the new value
     */
    public ConsoleConfig withLifetime(Duration value) {
        return new ConsoleConfig(idle, value, sessions, logs, masks, proxy, demo);
    }

    /**
     * The same with a link from each task to its logs.
     *
     * @param value the address of the logs
     * @return the new value
     */
    public ConsoleConfig withLogs(LogsUrl value) {
        return new ConsoleConfig(idle, lifetime, sessions, Optional.of(value), masks, proxy, demo);
    }

    /**
     * The same with values that no page shows.
     *
     * @param value the values
     * @return the new value
     */
    public ConsoleConfig withMasks(Masks value) {
        return new ConsoleConfig(idle, lifetime, sessions, logs, value, proxy, demo);
    }

    /**
     * The same with a proxy that names persons. Not for {@link EmbeddedConsole}, whose application names them.
     *
     * @param value the proxy
     * @return the new value
     */
    public ConsoleConfig withProxy(TrustedProxy value) {
        return new ConsoleConfig(idle, lifetime, sessions, logs, masks, Optional.of(value), demo);
    }

    /**
     * The same with the page of a demo. Never in production: its buttons cause faults. No setting of a program of taskq does
     * this.
     *
     * @param value what the page shows and does
     * @return the new value
     */
    public ConsoleConfig withDemo(Demo value) {
        return new ConsoleConfig(idle, lifetime, sessions, logs, masks, proxy, Optional.of(value));
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be more than zero");
        }
    }
}
