package dev.taskq.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Makes a client. For one thread. */
public final class TaskqClientBuilder {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_CALLS = 1_000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final String coordinator;
    private Optional<String> token = Optional.empty();
    private Duration timeout = TIMEOUT;
    private Retries retries = Retries.DEFAULTS;
    private int mostCalls = MOST_CALLS;
    private long mostBytes = MOST_BYTES;
    private ObjectMapper mapper = new JsonMapper();
    private Pauses pauses = Pauses.SYSTEM;

    TaskqClientBuilder(URI coordinator) {
        if (coordinator.getScheme() == null || coordinator.getHost() == null || coordinator.getQuery() != null) {
            throw new IllegalArgumentException("an address is like http://host:8080, without a query: " + coordinator);
        }
        this.coordinator = coordinator.toString().replaceFirst("/+$", "");
    }

    /**
     * Sets the caller's token. Only {@link TaskqClient#isReady()} can be called without one.
     *
     * @param value the token, without {@code Bearer}
     * @return this
     */
    public TaskqClientBuilder token(String value) {
        token = Optional.of(value);
        return this;
    }

    /**
     * Sets how long to wait for an answer, to each repeat of a call anew. The look-up of the coordinator's name counts. The
     * time that a call asks the coordinator to wait is not counted. A call whose time is over may have been carried out, or
     * may still be, unless {@link TaskqClientException#isWithoutEffect()}.
     *
     * @param value more than zero; 30 s by default
     * @return this
     */
    public TaskqClientBuilder timeout(Duration value) {
        require(value.isPositive(), "the time-out must be more than zero");
        timeout = value;
        return this;
    }

    /**
     * Sets how often and for how long calls are repeated.
     *
     * @param value the bounds; {@link Retries#DEFAULTS} by default
     * @return this
     */
    public TaskqClientBuilder retries(Retries value) {
        retries = value;
        return this;
    }

    /**
     * Sets how many calls may be in progress, each on a connection of its own. Further calls wait for a place, at most for
     * the time-out. If the look-up of the coordinator's name hangs, a call that is given up stays in progress until the
     * look-up ends. The beginning of {@linkplain TaskqClient#watch events} does not: it gives its place back when it is given up.
     *
     * @param value 1 or more; 1,000 by default
     * @return this
     */
    public TaskqClientBuilder maxConcurrentCalls(int value) {
        require(value > 0, "at least one call must be allowed");
        mostCalls = value;
        return this;
    }

    /**
     * Sets the largest answer. A larger one ends the call with {@link BadAnswerException}.
     *
     * @param value in bytes, 1 or more; 64 MiB by default
     * @return this
     */
    public TaskqClientBuilder maxResponseBytes(long value) {
        require(value > 0, "at least one byte must be allowed");
        mostBytes = value;
        return this;
    }

    /**
     * Sets what maps params to JSON and JSON to results.
     *
     * @param value the mapper, which must not be changed later; by default one of Jackson's without modules
     * @return this
     */
    public TaskqClientBuilder jsonMapper(ObjectMapper value) {
        mapper = value;
        return this;
    }

    /** Sets time and chance. For tests. */
    TaskqClientBuilder pauses(Pauses value) {
        pauses = value;
        return this;
    }

    /**
     * Makes the client. It connects with its first call.
     *
     * @return the client
     */
    public TaskqClient build() {
        Transport transport = new Transport(new Transport.Settings(coordinator, token, timeout, mostCalls, mostBytes));
        return new TaskqClient(new Calls(transport, new Json(mapper), retries, pauses, Trace.NONE));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
