package dev.taskq.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The events of a task as a coordinator sends them, without the client that knows how to resume. For one thread. */
final class EventStream implements AutoCloseable {
    /** Before the first event. */
    static final long FROM_THE_START = 0;

    private static final String ID = "id: ";

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<Stream<String>> response;
    private final Iterator<String> lines;

    private EventStream(URI events, long last) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(events)
                .header("Authorization", "Bearer " + Http.secret())
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(last))
                .build();
        response = client.send(request, HttpResponse.BodyHandlers.ofLines());
        lines = response.body().iterator();
    }

    /**
     * Asks for the events of a task.
     *
     * @param last the id of the last event that the caller knows
     */
    static EventStream of(int port, long task, long last) throws IOException, InterruptedException {
        return new EventStream(URI.create("http://127.0.0.1:" + port + "/v1/tasks/" + task + "/events"), last);
    }

    int status() {
        return response.statusCode();
    }

    /** The ids of so many next events. Waits for them. */
    List<Long> take(int number) {
        List<Long> ids = new ArrayList<>();
        while (ids.size() < number) {
            String line = lines.next();
            if (line.startsWith(ID)) {
                ids.add(Long.valueOf(line.substring(ID.length())));
            }
        }
        return ids;
    }

    /** Waits for the end, and requires that no event comes before it. */
    boolean hasEnded() {
        while (lines.hasNext()) {
            if (lines.next().startsWith(ID)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
