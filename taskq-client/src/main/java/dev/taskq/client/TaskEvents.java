package dev.taskq.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The events of a task, from its beginning, as they happen. If the connection is lost, the events go on over a new one
 * with the first that was not given yet. For one thread at a time; {@link #close()} may be called by any.
 */
public final class TaskEvents implements AutoCloseable {
    /** A coordinator sends something at least every 15 s. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private static final int MOST_BYTES = 1024 * 1024;

    /** Before a new connection, if the last one gave nothing. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Calls calls;
    private final String target;
    private final Queue<TaskEvent> events = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile @Nullable Chunks chunks;
    private EventText text = new EventText(MOST_BYTES);
    private long last;
    private boolean connected;
    private boolean gave;
    private boolean over;

    TaskEvents(Calls calls, String target) {
        this.calls = calls;
        this.target = target;
    }

    /**
     * Waits for the next event.
     *
     * @return the event; empty when the task is final and all events were given, or when this was closed
     * @throws ProblemException with the status 404 if there is no such task
     * @throws TaskqClientException if the events cannot be read, and repeats did not help
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<TaskEvent> next() throws InterruptedException {
        while (events.isEmpty() && !over && !closed) {
            receive();
        }
        Optional<TaskEvent> event = Optional.ofNullable(events.poll());
        event.ifPresent(given -> last = given.id());
        return event;
    }

    private void receive() throws InterruptedException {
        Chunks open = chunks;
        if (open == null) {
            connect();
            return;
        }
        Optional<byte[]> piece = open.next(LONGEST_SILENCE);
        if (piece.isEmpty()) {
            // Ended, lost or silent. A stream of a task that is final is answered with nothing at the next connection.
            open.close();
            chunks = null;
            return;
        }
        for (String data : text.take(piece.get())) {
            gave = true;
            events.add(TaskEvent.of(calls.json()
                    .readIfAny(data.getBytes(StandardCharsets.UTF_8))
                    .orElseThrow(() -> new BadAnswerException("an event is not a JSON object", null))));
        }
    }

    private void connect() throws InterruptedException {
        Call call = Call.get(target)
                .withHeaders(Map.of("Accept", "text/event-stream", "Last-Event-ID", Long.toString(last)));
        if (connected && !gave) {
            calls.pauses().pause(PAUSE);
        }
        Optional<Chunks> stream = calls.stream(call);
        text = new EventText(MOST_BYTES);
        chunks = stream.orElse(null);
        over = stream.isEmpty();
        connected = true;
        gave = false;
    }

    /** Ends the events. May be called repeatedly. */
    @Override
    public void close() {
        closed = true;
        Chunks open = chunks;
        if (open != null) {
            open.close();
        }
    }
}
