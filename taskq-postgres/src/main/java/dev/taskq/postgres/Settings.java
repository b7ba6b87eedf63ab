package dev.taskq.postgres;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The settings of Postgres that taskq needs, as {@code name=value}. Immutable.
 *
 * {@code enable_seqscan} and {@code jit} are off: a plan made while a table was empty would continue to read the whole
 * table when it is full. The time-outs limit how long a blocked statement can block others.
 */
final class Settings {
    static final Settings OF_WORK = new Settings(
            "enable_seqscan=off",
            "jit=off",
            "array_nulls=on",
            "statement_timeout=5000",
            "idle_in_transaction_session_timeout=2000",
            "lock_timeout=3000");

    /** A migration waits briefly for locks, since all other calls wait behind it. Its statements may take long. */
    static final Settings OF_A_MIGRATION = new Settings(
            "array_nulls=on",
            "statement_timeout=600000",
            "idle_in_transaction_session_timeout=60000",
            "lock_timeout=5000");

    /** For connections that taskq opens: a vanished host does not hold rows for long. */
    private static final String TCP = " -c tcp_user_timeout=5000";

    private static final String SEARCH_PATH =
            "set_config('search_path', case when current_setting('search_path') like '%pg_catalog%'"
                    + " then 'pg_catalog' else current_setting('search_path') end, true), ";

    private final String[] settings;

    private Settings(String... settings) {
        this.settings = settings;
    }

    /** The settings as options for the start of a connection. */
    String options() {
        return Arrays.stream(settings).map(setting -> "-c " + setting).collect(Collectors.joining(" ")) + TCP;
    }

    /**
     * Function calls for a select that apply the settings until the end of the transaction.
     *
     * The names in taskq's statements must mean what they mean in {@code pg_catalog}, which Postgres searches first unless the
     * application's search path names it. Any other search path stays: Postgres 18 tells the driver of a change, and the driver
     * then forgets all prepared statements of the connection, those of the application as well. The commit must wait for the
     * disk, since otherwise accepted tasks could be lost.
     */
    String calls() {
        return "set_config('synchronous_commit', case current_setting('synchronous_commit')"
                + " when 'off' then 'on' else current_setting('synchronous_commit') end, true), "
                // A migration sets it itself: it must know what the session has.
                + (this == OF_WORK ? SEARCH_PATH : "")
                + Arrays.stream(settings)
                        .map(setting -> setting.split("=", 2))
                        .map(setting -> "set_config('" + setting[0] + "', '" + setting[1] + "', true)")
                        .collect(Collectors.joining(", "));
    }
}
