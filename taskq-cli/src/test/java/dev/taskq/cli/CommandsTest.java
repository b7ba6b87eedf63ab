package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.cli.CliRig.Result;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command against a real coordinator with an agent. All tests use the same one, with types or keys of their own. */
class CommandsTest {
    private static final String PICTURE =
            "{\"source\": \"in/1.png\", \"target\": \"out/1.png\", \"width\": 64, \"height\": 48}";
    private static final String LONG = TestTimeouts.LONG.toSeconds() + "s";

    private static InMemoryTaskStore store;
    private static CliRig rig;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        store = new InMemoryTaskStore();
        rig = new CliRig(store);
    }

    @AfterAll
    static void close() {
        rig.close();
        store.close();
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static JsonNode good(String... args) {
        Result result = rig.run(args);
        assertThat(result.code()).as("%s", result).isZero();
        return json(result.out());
    }

    private static long submit(String type, String... more) {
        return good(Stream.concat(Stream.of("submit", type), Arrays.stream(more))
                        .toArray(String[]::new))
                .path("id")
                .asLong();
    }

    @Test
    void aTaskIsSubmittedAndAwaited() {
        long id = submit("resize_image", PICTURE);

        JsonNode task = good("wait", Long.toString(id), "--within", LONG);
        assertThat(task.path("status").asText()).isEqualTo("succeeded");
        assertThat(task.at("/result/target").asText()).isEqualTo("out/1.png");
        assertThat(task.at("/params/width").asInt()).isEqualTo(64);
        JsonNode awaited = good("submit", "resize_image", PICTURE, "--wait", LONG, "--correlation-id", "c-1");
        assertThat(awaited.path("correlation_id").asText()).isEqualTo("c-1");
    }

    @Test
    void paramsComeFromAFileOrTheInputAndKeepTheirDigits() throws Exception {
        Path file = Files.writeString(folder.resolve("p.json"), "{\"n\": 12345678901234567890.25}");

        long id = submit("unserved", "@" + file);
        assertThat(rig.run("get", Long.toString(id)).out()).contains("12345678901234567890.25");
        Result piped = rig.runWithInput("{\"n\": 1}", "submit", "unserved", "-");
        assertThat(piped.code()).as("%s", piped).isZero();
        String key = "replayed";
        assertThat(good("submit", "unserved", "--key", key).has(key)).isFalse();
        assertThat(good("submit", "unserved", "--key", key, "-o", "json")
                        .path(key)
                        .asBoolean())
                .isTrue();
        Result many = rig.runWithInput("{\"n\": 1}\n{\"n\": 2}\n", "submit", "unserved", "--each", "-", "--key", "k");
        assertThat(many.out().lines()).hasSize(2).allMatch(line -> json(line).has("id"));
        assertThat(rig.runWithInput("{\"n\": 1}\n{\"n\": 2}\n", "submit", "unserved", "--each", "-", "--key", "k")
                        .out()
                        .lines())
                .allMatch(line -> json(line).path("replayed").asBoolean());
        assertThat(rig.runWithInput("{}\n[1]\n", "submit", "unserved", "--each", "-"))
                .isEqualTo(new Result(
                        ExitCodes.USAGE, "", "taskq: line 2: no JSON object\n  Params are like '{\"width\": 64}'.\n"));
    }

    @Test
    void anOutputInJsonIsThatOfTheApi() throws Exception {
        long id = submit("resize_image");
        assertThat(rig.run("wait", Long.toString(id), "--within", LONG).code()).isEqualTo(ExitCodes.NOT_SUCCEEDED);

        assertThat(good("get", Long.toString(id), "-o", "json")).isEqualTo(api("/v1/tasks/" + id));
        assertThat(good("list", "--type", "resize_image", "--status", "failed", "-o", "json"))
                .isEqualTo(api("/v1/tasks?type=resize_image&status=failed").path("tasks"));
        assertThat(good("explain", Long.toString(id), "-o", "json").path("reasons"))
                .isEqualTo(api("/v1/tasks/" + id + ":explain").path("reasons"));
        assertThat(rig.run("events", Long.toString(id)).out().lines().map(CommandsTest::json))
                .containsExactlyElementsOf(api("/v1/tasks/" + id + "/events").path("events"));
    }

    private static JsonNode api(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(rig.url() + path))
                .header("Authorization", "Bearer " + CliRig.TOKEN.secret())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return json(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    @Test
    void listsAreBoundedAndFitTheTerminal() {
        for (int i = 0; i < 120; i++) {
            submit("listed", "{\"i\": " + i + "}");
        }

        assertThat(good("list", "--type", "listed", "--limit", "105", "-o", "json"))
                .hasSize(105);
        assertThat(rig.run("list", "--type", "listed").out().lines()).hasSize(50);
        Result table = rig.runOnTerminal(60, Map.of("NO_COLOR", "1"), "list", "--type", "listed", "--limit", "2");
        assertThat(table.out().lines()).hasSize(3).allMatch(line -> line.length() <= 60 && !line.contains("\u001b"));
        assertThat(table.out()).contains("ID", "TYPE", "listed", "queued");
        assertThat(table.err()).isEqualTo("these are the newest 2; there may be more, which --limit shows\n");
        assertThat(rig.runOnTerminal(60, Map.of("TERM", "xterm"), "list", "--type", "listed")
                        .out())
                .contains("\u001b[33mqueued\u001b[0m");
        assertThat(rig.runOnTerminal(60, Map.of("NO_COLOR", "1"), "list", "--created-before", "1h"))
                .isEqualTo(new Result(0, "", "no such task\n"));
    }

    @Test
    void namedTasksAreCancelledRetriedAndDeleted() {
        String id = Long.toString(submit("unserved", "{}", "--delay", "1h"));

        assertThat(good("retry", id).path("status").asText()).isEqualTo("queued");
        assertThat(good("cancel", id).path("status").asText()).isEqualTo("cancelled");
        assertThat(good("retry", id).path("status").asText()).isEqualTo("queued");
        Result refused = rig.run("delete", id);
        assertThat(refused.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.err()).startsWith("taskq: ").contains("Correlation id");
        assertThat(rig.run("cancel", "404404", id).code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(good("delete", id).path("deleted").asBoolean()).isTrue();
        assertThat(rig.run("delete", id).code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(rig.run("get", id).code()).isEqualTo(ExitCodes.NOT_FOUND);
    }

    @Test
    void selectedTasksAreHandledByAnOperation() {
        for (int i = 0; i < 3; i++) {
            submit("selected", "{}", "--delay", "1h");
        }

        JsonNode dry = good("cancel", "--type", "selected", "--dry-run", "--within", LONG);
        assertThat(dry.path("matched").asInt()).isEqualTo(3);
        assertThat(good("cancel", "--type", "selected", "--most", "2", "--within", LONG)
                        .path("done")
                        .asInt())
                .isEqualTo(2);
        assertThat(good("list", "--type", "selected", "--status", "cancelled", "-o", "json"))
                .hasSize(2);
        String id = dry.path("id").asText();
        assertThat(good("operations", "get", id).path("status").asText()).isEqualTo("done");
        assertThat(good("operations", "wait", id).path("dry_run").asBoolean()).isTrue();
        assertThat(good("operations", "cancel", id).path("id").asText()).isEqualTo(id);
        assertThat(rig.run("operations", "--action", "cancel", "--status", "done,cancelled")
                        .out()
                        .lines())
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(rig.runOnTerminal(100, Map.of(), "operations", "get", id).out())
                .contains("cancel would handle 3 tasks");
    }

    @Test
    void scheduledTasksAreRunNow() {
        String first = Long.toString(submit("hasty", "{}", "--delay", "1h"));
        submit("hasty", "{}", "--delay", "1h");
        String queued = Long.toString(submit("hasty", "{}"));

        assertThat(good("run-now", "--type", "hasty", "--dry-run", "--within", LONG)
                        .path("matched")
                        .asInt())
                .isEqualTo(2);
        assertThat(good("run-now", first, "--within", LONG).path("done").asInt())
                .isEqualTo(1);
        assertThat(good("get", first).path("status").asText()).isEqualTo("queued");
        Result refused = rig.runOnTerminal(100, Map.of("NO_COLOR", "1"), "run-now", queued, "--within", LONG);
        assertThat(refused.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains("task " + queued + " is queued, and only a scheduled task can be run now")
                .doesNotContain("is started");
        assertThat(good("run-now", "--type", "hasty", "--within", LONG)
                        .path("done")
                        .asInt())
                .isEqualTo(1);
        String third = Long.toString(submit("hasty", "{}", "--delay", "1h"));
        assertThat(rig.runOnTerminal(100, Map.of("NO_COLOR", "1"), "run-now", third, "--within", LONG)
                        .out())
                .endsWith("is done: run now of task " + third + ", 1 done\n");
        assertThat(rig.run("list", "--type", "hasty", "--status", "scheduled").out())
                .isEmpty();
        assertThat(good("operations", "--action", "run_now", "--limit", "1")
                        .path("done")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void namedTasksThatCannotBeRunNowAreNamedAndTheOthersAreRun() {
        String delayed = Long.toString(submit("hasty_named", "{}", "--delay", "1h"));
        String cancelled = Long.toString(submit("hasty_named", "{}", "--delay", "1h"));
        good("cancel", cancelled);

        Result result = rig.run("run-now", cancelled, "404404", delayed, delayed, "--within", LONG);

        assertThat(result.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(result.err().lines().filter(line -> line.startsWith("taskq: ")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("task " + cancelled + " is cancelled"),
                        second -> assertThat(second).isEqualTo("taskq: there is no task 404404"));
        assertThat(json(result.out()).path("matched").asInt()).isEqualTo(1);
        assertThat(good("get", delayed).path("status").asText()).isEqualTo("queued");
        assertThat(good("get", cancelled).path("status").asText()).isEqualTo("cancelled");
        assertThat(rig.run("run-now", "404404").code()).isEqualTo(ExitCodes.NOT_FOUND);
    }

    @Test
    void moreNamedTasksThanAnOperationTakesAreRunNowInParts() {
        Result submitted =
                rig.runWithInput("{}\n".repeat(1_001), "submit", "hasty_crowd", "--each", "-", "--delay", "1h");
        List<String> ids = submitted
                .out()
                .lines()
                .map(line -> json(line).path("id").asText())
                .toList();

        Result result = rig.run(Stream.concat(Stream.of("run-now", "--within", LONG), ids.stream())
                .toArray(String[]::new));

        assertThat(result.code()).as("%s", result.err()).isZero();
        assertThat(result.out().lines().map(line -> json(line).path("done").asInt()))
                .containsExactly(1_000, 1);
        assertThat(rig.run("list", "--type", "hasty_crowd", "--status", "scheduled")
                        .out())
                .isEmpty();
    }

    /** A note says so if a list may be cut, and only then. */
    @Test
    void eachListThatMayBeCutSaysSo() {
        for (int i = 0; i < 2; i++) {
            submit("cut", "{}", "--delay", "1h");
            good("cancel", "--type", "cut", "--within", LONG);
            good("schedules", "put", "cut-" + i, "cut", "{}", "--every", "1h");
        }
        good("schedules", "pause", "cut-0");

        for (String list : List.of(
                "list --type cut --status cancelled",
                "operations --action cancel",
                "schedules",
                "audit --action operation.start")) {
            int all = (int) rig.run(words(list)).out().lines().count();
            assertThat(all).as(list).isGreaterThan(1);
            assertThat(onTerminal(list, all + 1).err()).as(list).isEmpty();
            Result cut = onTerminal(list, all - 1);
            assertThat(cut.out().lines()).as(list).hasSize(all);
            assertThat(cut.err())
                    .as(list)
                    .isEqualTo("these are the " + (list.equals("schedules") ? "first" : "newest") + " " + (all - 1)
                            + "; there may be more, which --limit shows\n");
        }
    }

    private static Result onTerminal(String list, int limit) {
        return rig.runOnTerminal(200, Map.of("NO_COLOR", "1"), words(list + " --limit " + limit));
    }

    private static String[] words(String line) {
        return line.split(" ");
    }

    @Test
    void noCommandActsOnEverythingByMistake() {
        for (List<String> args : List.of(
                List.of("retry"),
                List.of("run-now"),
                List.of("retry", "1", "--all"),
                List.of("delete", "1", "--dry-run"))) {
            Result result = rig.run(args.toArray(String[]::new));
            assertThat(result.code()).as("%s", args).isEqualTo(ExitCodes.USAGE);
            assertThat(result.err()).startsWith("taskq: ").doesNotContain("\tat ");
        }
    }

    @Test
    void numbersAndTimesThatCannotBeReadAreRefusedInWordsOfAPerson() {
        assertThat(rig.run("get", "x").err()).contains("\"x\" is no whole number");
        assertThat(rig.run("get", "99999999999999999999").err()).contains("is no whole number, or is too large");
        assertThat(rig.run("explain", "x").err()).contains("\"x\" is no whole number");
        assertThat(rig.run("submit", "unserved", "{}", "--max-attempts", "x").err())
                .contains("\"x\" is no whole number");
        assertThat(rig.run("list", "--limit", "x").err()).contains("\"x\" is no whole number");
        for (String to : List.of("1", "2027-01-31T08:00:00Z")) {
            String from = to.equals("1") ? "5" : "2027-01-31T08:00:01Z";
            Result backwards = rig.run("verify", "--from", from, "--to", to);
            assertThat(backwards.code()).isEqualTo(ExitCodes.USAGE);
            assertThat(backwards.err()).contains("taskq: --from is after --to");
        }
        Result late = rig.run("submit", "unserved", "{}", "--run-at", "2h");
        assertThat(late.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(late.err()).contains("\"2h\" is no time", "--delay");
    }

    @Test
    void eachNamedTypeAndAgentIsHandledAlsoBehindOneThatIsRefused() {
        Result paused = rig.run("pause", "No Type", "paused_later");
        assertThat(paused.code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(paused.out()).contains("\"type\":\"paused_later\",\"paused\":true");
        assertThat(rig.run("resume", "paused_later").code()).isEqualTo(ExitCodes.OK);
        Result drained = rig.run("agents", "drain", "404404", "404405");
        assertThat(drained.code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(drained.err().lines().filter(line -> line.startsWith("taskq: ")))
                .hasSize(2);
    }

    @Test
    void anExplanationSaysWhatCanBeDone() {
        long id = submit("resize_imgae", "{}");

        Result result = rig.runOnTerminal(100, Map.of("NO_COLOR", "1"), "explain", Long.toString(id));
        assertThat(result.out()).startsWith("task " + id + " of type resize_imgae is queued\n");
        assertThat(result.out().lines()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void eventsAreFollowedUntilTheTaskIsFinal() {
        String id = Long.toString(submit("resize_image", PICTURE));

        Result result = rig.run("events", id, "--follow");
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out().lines().map(line -> json(line).path("event").asText()))
                .contains("queued", "started")
                .endsWith("finished");
        assertThat(rig.runOnTerminal(100, Map.of("NO_COLOR", "1"), "events", "-f", id)
                        .out())
                .contains("EVENT", "finished", "succeeded");
    }

    @Test
    void typesArePausedAndResumedAndAgentsShown() throws Exception {
        assertThat(good("pause", "to_pause").path("paused").asBoolean()).isTrue();
        assertThat(good("types", "to_pause").path("paused").asBoolean()).isTrue();
        assertThat(rig.runOnTerminal(150, Map.of("NO_COLOR", "1"), "types", "to_pause")
                        .out())
                .contains("PAUSED", "by tests");
        assertThat(good("resume", "to_pause").path("paused").asBoolean()).isFalse();
        assertThat(rig.run("types", "none_such").code()).isEqualTo(ExitCodes.NOT_FOUND);
        Eventually.until(
                TestTimeouts.LONG,
                () -> rig.run("types").out().lines().anyMatch(line -> line.contains("resize_image")));
        assertThat(good("agents").path("types").toString()).contains("resize_image");
        assertThat(rig.runOnTerminal(150, Map.of("NO_COLOR", "1"), "agents").out())
                .contains("NAME", "hostile");
    }

    @Test
    void schedulesArePutAndSteered() {
        JsonNode put = good(
                "schedules",
                "put",
                "nightly",
                "scheduled",
                PICTURE,
                "--cron",
                "0 2 * * *",
                "--zone",
                "Europe/Berlin",
                "--catch-up",
                "skip",
                "--overlap",
                "skip");
        assertThat(put.path("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(put.path("catch_up").asText()).isEqualTo("skip");
        assertThat(good("schedules", "get", "nightly").at("/params/width").asInt())
                .isEqualTo(64);
        assertThat(good("schedules", "pause", "nightly").path("paused").asBoolean())
                .isTrue();
        assertThat(rig.runOnTerminal(120, Map.of("NO_COLOR", "1"), "schedules").out())
                .contains("nightly", "0 2 * * * Europe/Berlin", "paused");
        assertThat(good("schedules", "resume", "nightly").path("paused").asBoolean())
                .isFalse();
        String id = good("schedules", "run", "nightly").path("id").asText();
        assertThat(good("list", "--schedule", "nightly").path("id").asText()).isEqualTo(id);
        assertThat(good("schedules", "delete", "nightly").path("deleted").asBoolean())
                .isTrue();
        assertThat(rig.run("schedules", "delete", "nightly").code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(rig.run("schedules", "put", "nightly", "scheduled").code()).isEqualTo(ExitCodes.USAGE);
    }
}
