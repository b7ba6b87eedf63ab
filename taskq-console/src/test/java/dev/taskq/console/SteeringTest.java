package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.console.Visitor.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What forms do, for each scope. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringTest {
    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);
    private final Visitor reader = served.visitor(Served.READER);
    private final Visitor owner = served.visitor(Served.OWNER);

    @AfterAll
    void close() {
        served.close();
    }

    private TaskStatus status(long id) {
        return served.coordinator.find(id).orElseThrow().status();
    }

    @Test
    void adminCancelsAndRetries() {
        long id = served.waiting("shop");
        Reply cancelled = admin.act("/console/tasks/" + id, "/console/tasks/" + id + "/cancel");
        assertThat(cancelled.header("Location")).isEqualTo("/console/tasks/" + id + "?done=cancelled");
        assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(admin.get(cancelled.header("Location")).body())
                .contains("The task is cancelled.", "/console/tasks/" + id + "/retry");

        String page = "/console/tasks/" + id;
        assertThat(admin.post(page + "/retry", Map.of("key", admin.get(page).key(), "attempt", "0"))
                        .header("Location"))
                .isEqualTo("/console/tasks/" + id + "?done=retried");
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void scheduledTaskIsRunNow() {
        long id = served.submit(
                NewTask.of("greet", "{}").delayedBy(Duration.ofHours(2)).withOrigin(Served.origin("shop")));
        String page = "/console/tasks/" + id;
        assertThat(admin.get(page).body()).contains("<button>Run now</button>");
        assertThat(reader.get(page).body()).doesNotContain("Run now");

        Reply run = owner.post(page + "/run", Map.of("key", owner.get(page).key(), "attempt", "0"));

        assertThat(run.header("Location")).isEqualTo(page + "?done=retried");
        assertThat(served.end(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(admin.get(page).body()).doesNotContain("Run now");
    }

    @Test
    void scheduledTaskThatWasCancelledMeanwhileIsNotRun() {
        long id = served.submit(NewTask.of("greet", "{}").delayedBy(Duration.ofHours(2)));
        String page = "/console/tasks/" + id;
        Map<String, String> form = Map.of("key", admin.get(page).key(), "attempt", "0");
        served.coordinator.cancel(id);

        Reply refused = admin.post(page + "/run", form);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .contains("Only a scheduled task can be run now", "this task is cancelled at attempt 0");
        assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(admin.post(page + "/run", Map.of("key", admin.get(page).key()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void retryThatIsSentTwiceIsRefusedOnceTheTaskHasMovedOn() {
        Task failed = served.run("break", "shop");
        String page = "/console/tasks/" + failed.id();
        Map<String, String> form = Map.of("key", admin.get(page).key(), "attempt", "1");
        assertThat(admin.post(page + "/retry", form).status()).isEqualTo(303);
        served.end(failed.id());
        Reply again = admin.post(page + "/retry", form);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).contains("Nothing was changed");
    }

    @Test
    void adminPausesAndResumesTypes() {
        served.waiting("shop");
        assertThat(admin.act("/console/types/lonely", "/console/types/lonely/pause")
                        .header("Location"))
                .isEqualTo("/console/types/lonely?done=paused");
        assertThat(served.coordinator.type("lonely").orElseThrow().pause()).isPresent();
        assertThat(admin.get("/console/types/lonely").body()).contains("Paused", "by operator", "Resume");
        assertThat(admin.get("/console/types").body()).contains("aria-label=\"Resume lonely\"");

        admin.act("/console/types/lonely", "/console/types/lonely/resume");
        assertThat(served.coordinator.type("lonely").orElseThrow().pause()).isEmpty();
    }

    @Test
    void adminPausesResumesAndRunsSchedules() {
        served.schedule("nightly", "operator");
        assertThat(admin.act("/console/schedules", "/console/schedules/nightly/pause")
                        .status())
                .isEqualTo(303);
        assertThat(served.coordinator.schedules().find("nightly").orElseThrow().paused())
                .isTrue();
        admin.act("/console/schedules", "/console/schedules/nightly/resume");
        assertThat(served.coordinator.schedules().find("nightly").orElseThrow().paused())
                .isFalse();

        String task = admin.act("/console/schedules", "/console/schedules/nightly/run")
                .header("Location");
        assertThat(task).matches("/console/tasks/[0-9]+\\?done=run");
        assertThat(admin.get(task).body()).contains("The schedule queued this task.", "nightly");
    }

    @Test
    void adminDrainsAnAgentAndItTakesNoMore() {
        try (Served other = Served.start()) {
            Visitor visitor = other.visitor(Served.ADMIN);
            other.run("greet", "shop");
            long session = other.coordinator.agents().getFirst().session();
            assertThat(other.visitor(Served.READER).get("/console/agents").body())
                    .doesNotContain("/drain");
            Reply drained = visitor.act("/console/agents", "/console/agents/" + session + "/drain");
            assertThat(drained.header("Location")).isEqualTo("/console/agents?done=draining");
            assertThat(visitor.get("/console/agents").body())
                    .contains("<span class=\"mark\">draining</span>")
                    .doesNotContain("/drain\"");

            Served.eventually(other::isDraining);
            long id = other.submit(NewTask.of("greet", "{}"));
            // It would take the task sooner than a new one starts and takes it.
            try (var second = other.secondAgent()) {
                assertThat(other.end(id).agent()).contains("agent-2");
                assertThat(second.isDraining()).isFalse();
            }
            assertThat(visitor.act("/console/agents", "/console/agents/404404/drain")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void readerIsOfferedNothingAndMayChangeNothing() {
        long id = served.waiting("shop");
        assertThat(reader.get("/console/tasks/" + id).body()).doesNotContain("/cancel");
        assertThat(reader.get("/console/types").body()).doesNotContain("/pause");
        for (String action : List.of(
                "tasks/" + id + "/cancel", "tasks/" + id + "/retry", "types/lonely/pause", "types/lonely/resume")) {
            Map<String, String> form = Map.of("key", reader.get("/console").key(), "attempt", "0");
            assertThat(reader.post("/console/" + action, form).status())
                    .as(action)
                    .isEqualTo(403);
        }
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void ownerSeesAndSteersItsOwnTasksOnly() {
        long own = served.waiting("shop");
        long other = served.waiting("mail");
        served.schedule("of-the-mail", "mail");
        assertThat(owner.get("/console").header("Location")).isEqualTo("/console/tasks");
        assertThat(owner.get("/console/tasks").body())
                .contains("/console/tasks/" + own + "\"")
                .doesNotContain(
                        "/console/tasks/" + other + "\"", "href=\"/console/types\"", "href=\"/console/agents\"");
        assertThat(owner.get("/console/tasks/" + other).status()).isEqualTo(404);
        assertThat(owner.act("/console/tasks", "/console/tasks/" + other + "/cancel")
                        .status())
                .isEqualTo(404);
        assertThat(owner.get("/console/schedules").body()).doesNotContain("of-the-mail");
        assertThat(owner.get("/console/tasks").body()).doesNotContain("data-types");
        for (String page : List.of("types", "types/lonely", "agents", "palette")) {
            assertThat(owner.get("/console/" + page).status()).as(page).isEqualTo(403);
        }
        assertThat(owner.act("/console/tasks/" + own, "/console/tasks/" + own + "/cancel")
                        .status())
                .isEqualTo(303);
        assertThat(status(own)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(status(other)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void formWithoutTheKeyOfItsSessionIsRefused() {
        long id = served.waiting("shop");
        String cancel = "/console/tasks/" + id + "/cancel";
        String foreign = reader.get("/console").key();
        assertThat(admin.post(cancel, Map.of()).status()).isEqualTo(403);
        assertThat(admin.post(cancel, Map.of("key", foreign)).status()).isEqualTo(403);
        assertThat(admin.post("/console/sign-out", Map.of()).status()).isEqualTo(403);
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void retryWithoutAnAttemptThatCanBeReadChangesNothing() {
        Task failed = served.run("break", "shop");
        String page = "/console/tasks/" + failed.id();
        String key = admin.get(page).key();
        for (String attempt : List.of("abc", "", "-1", "99999999999")) {
            Reply refused = admin.post(page + "/retry", Map.of("key", key, "attempt", attempt));
            assertThat(refused.status()).as(attempt).isEqualTo(400);
            assertThat(refused.body()).contains("attempt", "href=\"" + page + "\"");
        }
        assertThat(admin.act(page, page + "/retry").status()).isEqualTo(400);
        assertThat(status(failed.id())).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void formOfAnotherOriginIsRefusedWithoutTheStatementOfTheBrowser() {
        long id = served.waiting("shop");
        String cancel = "/console/tasks/" + id + "/cancel";
        Map<String, String> form = Map.of("key", admin.get("/console").key());
        for (String origin : List.of("http://evil.example", "http://127.0.0.1", "null", "ftp://127.0.0.1")) {
            assertThat(admin.post(cancel, form, "Origin", origin).status())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
        assertThat(admin.post(cancel, form, "Origin", served.address()).status())
                .isEqualTo(303);
    }

    @Test
    void formOfAnotherSiteIsRefused() {
        long id = served.waiting("shop");
        String cancel = "/console/tasks/" + id + "/cancel";
        Map<String, String> form = Map.of("key", admin.get("/console").key());
        for (String site : List.of("cross-site", "same-site", "none")) {
            assertThat(admin.post(cancel, form, "Sec-Fetch-Site", site).status())
                    .as(site)
                    .isEqualTo(403);
        }
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
        assertThat(admin.post(cancel, form, "Sec-Fetch-Site", "same-origin").status())
                .isEqualTo(303);
    }

    @Test
    void bodyThatIsNoSmallFormIsRefused() {
        long id = served.waiting("shop");
        String cancel = "/console/tasks/" + id + "/cancel";
        Reply large = admin.post(cancel, Map.of("key", "x".repeat(9_000)));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.header("Content-Type")).startsWith("text/html");
        assertThat(large.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
    }
}
