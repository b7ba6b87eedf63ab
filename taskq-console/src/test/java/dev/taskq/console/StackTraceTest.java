package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who sees the stack trace of a handler, and where: folded on the task's page, and on no list. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackTraceTest {
    private static final String TEXT = "java.lang.IllegalStateException: the disk is full";
    private static final String FRAME = "at dev.taskq.console.Served";

    private Served served;
    private Task task;

    @BeforeAll
    void run() {
        served = Served.start();
        task = served.run("break", "shop");
    }

    @AfterAll
    void close() {
        served.close();
    }

    private String page(String token, String path) {
        return served.visitor(token).get(path).body();
    }

    private String api(String token, String path, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + token;
        return served.visitor().get(path, all).body();
    }

    @Test
    void theTracesOfATaskAreFolded() {
        assertThat(task.error().orElseThrow()).startsWith(TEXT + "\n\t" + FRAME);
        assertThat(page(Served.READER, "/console/tasks/" + task.id()))
                .contains(TEXT + "</pre>", "<summary>Stack trace</summary>", FRAME);
    }

    @Test
    void listsHaveNone() {
        for (String path : new String[] {"/console/tasks", "/console/tasks?error_contains=full", "/console/errors"}) {
            assertThat(page(Served.READER, path)).as(path).contains(TEXT).doesNotContain(FRAME);
        }
        assertThat(page(Served.READER, "/console/tasks?error_contains=Served")).doesNotContain(TEXT);
        assertThat(api(Served.READER, "/v1/tasks")).contains(TEXT).doesNotContain(FRAME);
        assertThat(api(Served.READER, "/v1/tasks/" + task.id() + ":explain"))
                .contains(TEXT)
                .doesNotContain(FRAME);
    }

    @Test
    void aCallerThatMaySeeOnlyItsOwnSeesNone() {
        String path = "/v1/tasks/" + task.id();
        assertThat(page(Served.OWNER, "/console/tasks/" + task.id()))
                .contains(TEXT + "</pre>")
                .doesNotContain(FRAME, "Stack trace");
        assertThat(api(Served.OWNER, path)).contains(TEXT).doesNotContain(FRAME);
        assertThat(api(Served.OWNER, path + "/events")).contains(TEXT).doesNotContain(FRAME);
        assertThat(api(Served.OWNER, path + "/events", "Accept", "text/event-stream"))
                .contains(TEXT)
                .doesNotContain(FRAME);
        assertThat(api(Served.READER, path)).contains(TEXT, FRAME);
        assertThat(api(Served.READER, path + "/events")).contains(TEXT, FRAME);
        assertThat(api(Served.READER, path + "/events", "Accept", "text/event-stream"))
                .contains(TEXT, FRAME);
    }
}
