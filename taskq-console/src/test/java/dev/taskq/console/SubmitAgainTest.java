package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.console.Visitor.Reply;
import dev.taskq.coordinator.CoordinatorConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A task is submitted again, with changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubmitAgainTest {
    private static final Pattern ONCE = Pattern.compile("name=\"once\" value=\"([^\"]+)\"");

    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);
    private final Visitor reader = served.visitor(Served.READER);
    private final Visitor owner = served.visitor(Served.OWNER);

    @AfterAll
    void close() {
        served.close();
    }

    private static String page(long id) {
        return "/console/tasks/" + id + "/again";
    }

    private static String once(Reply reply) {
        Matcher once = ONCE.matcher(reply.body());
        assertThat(once.find()).isTrue();
        return once.group(1);
    }

    /** The fields of the form as the page has them, but for those that are changed. */
    private static Map<String, String> fields(Visitor visitor, long id, Map<String, String> changes) {
        Reply form = visitor.get(page(id));
        assertThat(form.status()).isEqualTo(200);
        Map<String, String> fields = new HashMap<>(Map.of(
                "key",
                form.key(),
                "once",
                once(form),
                "type",
                "greet",
                "params",
                "{}",
                "max_attempts",
                "",
                "timeout",
                "",
                "delay",
                ""));
        fields.putAll(changes);
        return fields;
    }

    private Task submitted(Reply reply) {
        String location = reply.header("Location");
        assertThat(location).matches("/console/tasks/[0-9]+\\?done=submitted");
        long id = Long.parseLong(location.replaceAll("[^0-9]", ""));
        return served.coordinator.find(id).orElseThrow();
    }

    /** The remedy for a type that nothing runs, in one click and one look at the form. */
    @Test
    void aTaskOfAMisspeltTypeIsSubmittedAgainAsTheOneThatWasMeant() {
        long id = served.submit(NewTask.of("gret", "{}"));
        String filled = page(id) + "?type=greet";

        assertThat(admin.get("/console/tasks/" + id).body())
                .contains("href=\"" + filled + "\">Submit again as greet</a>");
        assertThat(reader.get("/console/tasks/" + id).body()).doesNotContain("Submit again as");

        Reply form = admin.get(filled);
        assertThat(form.body()).contains("value=\"greet\"").doesNotContain("value=\"gret\"");
        assertThat(admin.get(page(id) + "?type=%22%3E%3Cscript%3E").body())
                .contains("&#34;>&lt;script>")
                .doesNotContain("<script>\"");
    }

    @Test
    void adminSubmitsATaskAgainWithChangesAndItIsANewOne() {
        long id = served.submit(NewTask.of("lonely", "{\"price\":1.50,\"big\":12345678901234567890}")
                .withMaxAttempts(3)
                .withTimeout(Duration.ofMinutes(15))
                .withOrigin(Served.origin("shop")));
        assertThat(admin.get("/console/tasks/" + id).body()).contains("href=\"" + page(id) + "\"");
        assertThat(admin.get(page(id)).body())
                .contains(
                        "\"price\": 1.50", "12345678901234567890", "value=\"lonely\"", "value=\"3\"", "value=\"15m\"");

        Reply reply = admin.post(
                page(id),
                fields(
                        admin,
                        id,
                        Map.of(
                                "type",
                                "lonely-2",
                                "params",
                                "{\"price\": 2.50}",
                                "max_attempts",
                                "7",
                                "delay",
                                "90s")));
        Task task = submitted(reply);
        assertThat(admin.get(reply.header("Location")).body()).contains("This task was submitted.");
        assertThat(task.id()).isNotEqualTo(id);
        assertThat(task.type()).isEqualTo("lonely-2");
        assertThat(task.params()).contains("2.50");
        assertThat(task.maxAttempts()).isEqualTo(7);
        assertThat(task.limits().timeout()).isEmpty();
        assertThat(task.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(task.origin().caller()).isEqualTo("operator");
        assertThat(task.origin().correlationId()).isEqualTo("correlation-of-shop");
        assertThat(served.coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void formThatIsSentTwiceSubmitsOneTaskAndWithOtherValuesAsksAgain() {
        long id = served.waiting("shop");
        Map<String, String> fields = fields(admin, id, Map.of());
        Task task = submitted(admin.post(page(id), fields));
        assertThat(submitted(admin.post(page(id), fields)).id()).isEqualTo(task.id());

        fields.put("params", "{\"other\":1}");
        Reply again = admin.post(page(id), fields);
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.body()).contains("This form was sent before, with other values", "\"other\"");
        fields.put("once", once(again));
        assertThat(submitted(admin.post(page(id), fields)).id()).isGreaterThan(task.id());
    }

    @Test
    void whatIsWrongIsSaidAtItsFieldAndNothingIsLost() {
        long id = served.waiting("shop");
        Map<String, String> wrong = Map.of(
                "type", "No Such Type!",
                "params", "[1, 2]",
                "max_attempts", "many",
                "timeout", "8d",
                "delay", "soon");
        wrong.forEach((name, value) -> {
            Reply refused = admin.post(page(id), fields(admin, id, Map.of(name, value)));
            assertThat(refused.status()).as(name).isEqualTo(422);
            assertThat(refused.body())
                    .as(name)
                    .containsPattern("id=\"e-" + name + "-about\">\\s*<p class=\"bad wrong\">\\S.*\\.</p>")
                    .contains("No task was submitted.", value);
        });
        Reply all = admin.post(page(id), fields(admin, id, wrong));
        assertThat(all.body().split("class=\"bad wrong\"", -1)).hasSize(5);
        Reply zero = admin.post(page(id), fields(admin, id, Map.of("max_attempts", "0")));
        assertThat(zero.body()).contains("Must be between 1 and 1000.");
        Reply inside = admin.post(page(id), fields(admin, id, Map.of("params", "{\"a\":{\"b\":\"\\ud800\"}}")));
        assertThat(inside.status()).isEqualTo(422);
        assertThat(inside.body()).contains("/a/b");
    }

    @Test
    void readerSeesNoneOfItAndMaySubmitNothing() {
        long id = served.waiting("shop");
        assertThat(reader.get("/console/tasks/" + id).body()).doesNotContain("/again");
        assertThat(reader.get(page(id)).status()).isEqualTo(403);
        Map<String, String> form =
                fields(admin, id, Map.of("key", reader.get("/console").key()));
        assertThat(reader.post(page(id), form).status()).isEqualTo(403);
    }

    @Test
    void ownerSubmitsItsOwnTasksAgainAndNoOthers() {
        long own = served.waiting("shop");
        long other = served.waiting("mail");
        assertThat(submitted(owner.post(page(own), fields(owner, own, Map.of("type", "lonely"))))
                        .origin()
                        .caller())
                .isEqualTo("shop");
        assertThat(owner.get(page(other)).status()).isEqualTo(404);
        Map<String, String> form = fields(owner, own, Map.of());
        assertThat(owner.post(page(other), form).status()).isEqualTo(404);
    }

    @Test
    void paramsMayBeAsLongAsThoseOfASubmissionInASessionOnly() {
        long id = served.waiting("shop");
        String params = "{\"quotes\":\"" + "\\\"".repeat(100_000) + "\"}";
        Map<String, String> form = fields(admin, id, Map.of("type", "lonely", "params", params));
        assertThat(submitted(admin.post(page(id), form)).params()).hasSizeGreaterThan(200_000);

        assertThat(served.visitor().post(page(id), form).status()).isEqualTo(413);
        Map<String, String> tooLong = fields(admin, id, Map.of("params", "\"".repeat(500_000)));
        assertThat(admin.post(page(id), tooLong).status()).isEqualTo(413);
        Map<String, String> beyond = fields(admin, id, Map.of("params", "{\"a\":\"" + "x".repeat(300_000) + "\"}"));
        Reply refused = admin.post(page(id), beyond);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("Must be at most 262144 bytes");
        for (String small : List.of("/console/tasks/" + id + "/cancel", "/console/tasks/act")) {
            assertThat(admin.post(small, form).status()).as(small).isEqualTo(413);
        }
    }

    /** The count of what waits comes with a heartbeat. */
    @Test
    void formThatIsRefusedForATimeSaysWhenToSendItAgainAndKeepsItsText() {
        try (Served full = Served.start(CoordinatorConfig.DEFAULTS.withBacklogLimit(2))) {
            Visitor visitor = full.visitor(Served.ADMIN);
            long id = full.waiting("shop");
            Map<String, String> changes = Map.of("type", "lonely", "params", "{\"typed\":1}");
            AtomicReference<Reply> last = new AtomicReference<>();
            Served.eventually(() -> {
                last.set(visitor.post(page(id), fields(visitor, id, changes)));
                return last.get().status() == 429;
            });
            assertThat(last.get().header("Retry-After")).matches("[1-9][0-9]*");
            assertThat(last.get().headers().allValues("Retry-After")).hasSize(1);
            assertThat(last.get().body()).contains("{\"typed\":1}</textarea>");
        }
    }
}
