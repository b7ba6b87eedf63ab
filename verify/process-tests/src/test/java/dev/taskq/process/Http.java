package dev.taskq.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.client.NewTask;
import dev.taskq.client.Task;
import dev.taskq.client.TaskEvent;
import dev.taskq.client.TaskEvents;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.Trace;
import dev.taskq.rig.process.HttpPages;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A caller of a coordinator. Thread-safe. */
final class Http {
    private static final LocalToken TOKEN = new LocalToken("of-the-tests");
    private static final Duration TIMEOUT = TestTimeouts.LONG;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final HttpPages PAGES = new HttpPages(TIMEOUT);

    private final TaskqClient client;

    Http(int port) {
        client = TaskqClient.builder(address(port))
                .token(TOKEN.secret())
                .timeout(TIMEOUT)
                .build();
    }

    /** The line of the tokens setting for this caller. */
    static String tokenLine() {
        return TOKEN.line("tests");
    }

    /** The token of this caller. */
    static String secret() {
        return TOKEN.secret();
    }

    /** The request header that identifies the caller. */
    static String authorization() {
        return "Authorization: Bearer " + TOKEN.secret() + "\r\n";
    }

    /** The status of a plain request to a process on this machine; 0 without a response. */
    static int status(int port, String path) {
        return whole(() -> {
            try {
                return PAGES.get(address(port).resolve(path)).status();
            } catch (IOException e) {
                return 0;
            }
        });
    }

    /** The body of a successful plain request to a process on this machine. */
    static String get(int port, String path) {
        return whole(() -> {
            try {
                HttpPages.Page page = PAGES.get(address(port).resolve(path));
                if (page.status() != HttpPages.OK) {
                    throw new AssertionError(path + " was answered " + page.status() + ": " + page.body());
                }
                return page.body();
            } catch (IOException e) {
                throw new AssertionError(path + " was not answered", e);
            }
        });
    }

    /** A line of a log as JSON. */
    static JsonNode json(String line) {
        try {
            return new JsonMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    /** Submits a task, and returns its id. */
    long submit(NewTask task) {
        return whole(() -> client.submit(task).id());
    }

    long submit(NewTask task, Trace trace) {
        return whole(() -> client.traced(trace).submit(task).id());
    }

    /** The current state of a task. */
    Task task(long id) {
        return whole(() -> client.get(id));
    }

    /** The task when it is final, or its current state after a long time. */
    Task ended(long id) {
        return whole(() -> client.await(id, LONGEST_WAIT));
    }

    /** Cancels a task, and returns it as it then is. */
    Task cancel(long id) {
        return whole(() -> client.cancel(id));
    }

    /** The life of a task so far. */
    List<TaskEvent> events(long id) {
        return whole(() -> client.events(id));
    }

    /** The life of a task as it goes on. */
    TaskEvents watch(long id) {
        return client.watch(id);
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A call that no test interrupts. */
    @FunctionalInterface
    private interface Uninterrupted<T> {
        T make() throws InterruptedException;
    }

    private static <T> T whole(Uninterrupted<T> call) {
        try {
            return call.make();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
