package dev.taskq.postgres;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Settings of Postgres that taskq works with, as {@code name=value}. Immutable.
 *
 * <p>{@code enable_seqscan} and {@code jit} are off: a plan that was made while a table was empty would go on reading it
 * whole when it is full. The time-outs bound how long anything that is stuck can hold up others.
 */
final class Settings {
    static final Settings OF_WORK = new Settings(
            "enable_seqscan=off",
            "jit=off",
            "array_nulls=on",
            "statement_timeout=5000",
            "idle_in_transaction_session_timeout=2000",
            "lock_timeout=3000");

    /** A migration waits for a short time only, since all others wait behind it; its statements may take long. */
    static final Settings OF_A_MIGRATION = new Settings(
            "array_nulls=on",
            "statement_timeout=600000",
            "idle_in_transaction_session_timeout=60000",
            "lock_timeout=5000");

    /** Of connections that are made for taskq: a host that vanished does not hold rows for long. */
    private static final String TCP = " -c tcp_user_timeout=5000";

    private final String[] settings;

    private Settings(String... settings) {
        this.settings = settings;
    }

    /** For the start of a connection. */
    String options() {
        return Arrays.stream(settings).map(setting -> "-c " + setting).collect(Collectors.joining(" ")) + TCP;
    }

    /** Calls, for a select, that set them until the end of the transaction. */
    String calls() {
        return Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .map(setting -> "set_config('" + setting[0] + "', '" + setting[1] + "', true)")
                .collect(Collectors.joining(", "));
    }
}
