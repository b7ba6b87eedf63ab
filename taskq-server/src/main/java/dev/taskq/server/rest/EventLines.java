package dev.taskq.server.rest;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Writes events as {@code text/event-stream}, as they happen. While nothing happens, a comment line shows to both sides that the
 * connection stands.
 *
 * @param events the events; closed at the end
 * @param first the events that are there already
 */
record EventLines(EventStream events, List<TaskEvent> first) implements Answer.Stream {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void writeTo(OutputStream out) throws IOException {
        write(out, first);
        while (!events.isOver()) {
            try {
                write(out, events.next(CallDeadline.of(HEARTBEAT)));
            } catch (InterruptedException e) {
                // Only the end of the server's grace time interrupts this thread.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void write(OutputStream out, List<TaskEvent> next) throws IOException {
        if (next.isEmpty()) {
            out.write(COMMENT);
        }
        for (TaskEvent event : next) {
            out.write(("id: " + event.id() + "\nevent: " + event.kind().wireName() + "\ndata: ")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(InspectionAnswers.event(event));
            out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }

    @Override
    public void close() {
        events.close();
    }
}
