package dev.taskq.postgres;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs errors of the server, which callers see only as "unavailable": one line per minute and SQL state. Never logs the
 * content of a row. Thread-safe.
 */
final class TroubleLog {
    private static final Logger LOG = LoggerFactory.getLogger(TroubleLog.class);
    private static final Duration SILENCE = Duration.ofMinutes(1);
    /** Further states share one line. */
    private static final int MOST_STATES = 50;

    private static final String OTHERS = "others";
    private static final String SEQUENCE_AT_ITS_END = "2200H";

    private final Platform platform;

    @GuardedBy("this")
    private final Map<String, Told> byState = new HashMap<>();

    TroubleLog(Platform platform) {
        this.platform = platform;
    }

    /** Until when a state is not told again, and how often it came meanwhile. */
    private record Told(Timer silence, int omitted) {}

    /** Takes any failure, and logs it if it is an error of the server. */
    void tell(SQLException e) {
        if (!Failures.isTrouble(e)) {
            return;
        }
        int omitted = toBeTold(Failures.state(e));
        if (omitted >= 0) {
            Optional<ServerErrorMessage> message = Failures.message(e);
            LOG.warn(
                    "Postgres reports an error, calls fail as unavailable sqlstate={} reason=\"{}\" table={} constraint={}"
                            + " omitted={}",
                    Failures.state(e),
                    message.map(told -> reason(e, told)).orElseGet(e::getMessage),
                    message.map(ServerErrorMessage::getTable).orElse(""),
                    message.map(ServerErrorMessage::getConstraint).orElse(""),
                    omitted);
        }
    }

    /** How many errors were left out since the last line; negative if this one is left out, too. */
    synchronized int toBeTold(String state) {
        String key = byState.containsKey(state) || byState.size() < MOST_STATES ? state : OTHERS;
        Told last = byState.get(key);
        if (last != null && !last.silence().isExpired()) {
            byState.put(key, new Told(last.silence(), last.omitted() + 1));
            return -1;
        }
        byState.put(key, new Told(platform.timer(SILENCE), 0));
        return last == null ? 0 : last.omitted();
    }

    /** Errors about data quote the data, so their text is not logged. */
    private static String reason(SQLException e, ServerErrorMessage message) {
        return Failures.state(e).startsWith("22") && !Failures.state(e).equals(SEQUENCE_AT_ITS_END)
                ? "a value cannot be read or stored, see routine " + message.getRoutine()
                : String.valueOf(message.getMessage());
    }
}
