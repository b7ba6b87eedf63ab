package dev.taskq.postgres;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of Postgres that taskq needs, as {@code name=value}. Immutable.
 *
 * {@code enable_seqscan} and {@code jit} are off: a plan made while a table was empty would continue to read the whole
 * table when it is full. The time-outs limit how long a blocked statement can block others.
 */
final class Settings {
    /** Applies only between round trips. */
    private static final String BETWEEN_ROUND_TRIPS = "idle_in_transaction_session_timeout";

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

    private static final String SEARCH_PATH = "'pg_catalog'";

    /** Postgres searches pg_catalog first, unless the path names it. */
    private static final String LEAST_CHANGED_SEARCH_PATH =
            "case when current_setting('search_path') ilike '%pg_catalog%' then 'pg_catalog' else current_setting('search_path') end";

    private final String[] settings;

    private Settings(String... settings) {
        this.settings = settings;
    }

    /** The settings as options for the start of a connection. */
    String options() {
        return Arrays.stream(settings).map(setting -> "-c " + setting).collect(Collectors.joining(" ")) + TCP;
    }

    /**
     * Function calls for a select that apply the settings to a transaction of one round trip, which the select begins.
     *
     * taskq's statements need their own search path, whatever the application has set. The commit must wait for the disk,
     * since otherwise accepted tasks could be lost.
     */
    String callsForOneRoundTrip() {
        return calls(SEARCH_PATH, Arrays.stream(settings).filter(setting -> !setting.startsWith(BETWEEN_ROUND_TRIPS)));
    }

    /**
     * Function calls for a select that apply the settings until the end of the transaction. After a round trip, Postgres 18 tells
     * the driver that the search path has changed. The driver then forgets all prepared statements of the connection, those of the
     * application as well. So the path changes only if it hides what taskq's statements mean.
     */
    String calls() {
        return calls(LEAST_CHANGED_SEARCH_PATH, Arrays.stream(settings));
    }

    private String calls(String searchPath, Stream<String> values) {
        return "set_config('synchronous_commit', case current_setting('synchronous_commit')"
                + " when 'off' then 'on' else current_setting('synchronous_commit') end, true), "
                // A migration sets it itself: it must know what the session has.
                + (this == OF_WORK ? "set_config('search_path', " + searchPath + ", true), " : "")
                + values.map(setting -> setting.split("=", 2))
                        .map(setting -> "set_config('" + setting[0] + "', '" + setting[1] + "', true)")
                        .collect(Collectors.joining(", "));
    }
}
