package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Operation;
import dev.taskq.Task;
import dev.taskq.console.Visitor.Reply;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The errors of failed tasks, and the retry of all that have one. A report is kept for seconds, so each test has a server of its own. */
class ErrorsPageTest {
    private static final Pattern RETRY = Pattern.compile("action=\"(/console/tasks/act[^\"]*type=break[^\"]*)\"");

    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void errorsAreGroupedAndAllTasksOfOneAreRetried() {
        Task first = served.run("break", "shop");
        Task last = served.run("break", "mail");
        served.run("hostile", "mail");

        Reply page = admin.get("/console/errors");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "java.lang.IllegalStateException: the disk is full",
                        "Of the 3 tasks that failed within the last day",
                        "task " + last.id(),
                        "href=\"/console/types/break\"")
                .doesNotContain("<script>alert");
        Matcher retry = RETRY.matcher(page.body());
        assertThat(retry.find()).isTrue();
        String act = retry.group(1).replace("&amp;", "&");
        String counted = admin.post(act, Map.of("key", page.key(), "which", "all", "action", "retry"))
                .header("Location");
        long id = Long.parseLong(counted.substring(counted.lastIndexOf('/') + 1));
        Served.eventually(() ->
                served.coordinator.findOperation(id).orElseThrow().status().isFinal());
        assertThat(admin.get(counted).body()).contains("Retry 2 tasks", "error contains: <b>");
        assertThat(admin.get(act.replace("/act", "")).body())
                .contains("/console/tasks/" + first.id() + "\"", "/console/tasks/" + last.id() + "\"");
        assertThat(served.coordinator.findOperation(id).orElseThrow().counts())
                .isEqualTo(new Operation.Counts(2, 0, 0));
    }

    @Test
    void readerSeesErrorsAndIsOfferedNothingAndOwnersSeeNone() {
        assertThat(served.visitor(Served.READER).get("/console/errors").body())
                .contains("<h1>Errors</h1>")
                .doesNotContain("Retry all");
        Visitor owner = served.visitor(Served.OWNER);
        assertThat(owner.get("/console/errors").status()).isEqualTo(403);
        assertThat(owner.get("/console/tasks").body()).doesNotContain("href=\"/console/errors\"");
    }

    @Test
    void emptyPageSaysThatNothingFailed() {
        assertThat(admin.get("/console/errors").body()).contains("No task failed.");
    }
}
