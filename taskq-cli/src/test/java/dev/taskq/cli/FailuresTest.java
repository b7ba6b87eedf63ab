package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.cli.CliRig.Result;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads if something is wrong, and the exit code. */
class FailuresTest {
    private static InMemoryTaskStore store;
    private static CliRig rig;

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

    private static Result with(Map<String, String> more, String... args) {
        Map<String, String> environment = new HashMap<>(rig.environment());
        environment.putAll(more);
        return CliRig.run(environment, "", Optional.empty(), args);
    }

    private static void complains(Result result, int code, String... texts) {
        assertThat(result.code()).as("%s", result).isEqualTo(code);
        assertThat(result.err()).startsWith("taskq: ").doesNotContain("\tat ", "Exception");
        for (String text : texts) {
            assertThat(result.err()).contains(text);
        }
    }

    @Test
    void messageNamesTheTaskIfItIsOneOfSeveral() {
        complains(
                with(Map.of(), "get", "404404", "404405"),
                ExitCodes.NOT_FOUND,
                "taskq: there is no task 404404",
                "taskq: there is no task 404405");
        complains(with(Map.of(), "agents", "drain", "404404", "404405"), ExitCodes.NOT_FOUND, "taskq: 404405: ");
    }

    static Stream<Arguments> commandsOnTasksThatThereAreNot() {
        return Stream.of("cancel", "retry", "delete", "run-now")
                .flatMap(command -> Stream.of("404404", "404404 404405")
                        .flatMap(ids ->
                                Stream.of("table", "json", "jsonl").map(format -> Arguments.of(command, ids, format))));
    }

    /** In the same words, and never in the result. */
    @ParameterizedTest
    @MethodSource("commandsOnTasksThatThereAreNot")
    void aTaskThatThereIsNotIsNamedOnTheStandardError(String command, String ids, String format) {
        Result result = rig.run((command + " " + ids + " -o " + format).split(" "));

        complains(result, ExitCodes.NOT_FOUND);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().filter(line -> line.startsWith("taskq: ")))
                .containsExactlyElementsOf(Stream.of(ids.split(" "))
                        .map(id -> "taskq: there is no task " + id)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"explain 404404", "events 404404", "wait 404404", "events -f 404404"})
    void aTaskThatThereIsNotIsNamedByReadersToo(String line) {
        complains(rig.run(line.split(" ")), ExitCodes.NOT_FOUND, "taskq: there is no task 404404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "pause", "resume", "run", "delete"})
    void aScheduleThatThereIsNotIsNamedOnTheStandardError(String command) {
        for (String format : new String[] {"table", "json", "jsonl"}) {
            Result result = rig.run("schedules", command, "none", "-o", format);
            complains(result, ExitCodes.NOT_FOUND, "taskq: there is no schedule none\n");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void aRefusalNamesTheFieldsAndWhatIsAllowed() {
        Result result = rig.run("submit", "No Type", "{}", "--max-attempts", "0");

        complains(result, ExitCodes.REFUSED, "  /type          ", "  /max_attempts  must be between 1 and 1000");
        assertThat(result.err()).contains("Correct these fields. Nothing was stored.", "Correlation id in the logs: ");
    }

    @Test
    void aTokenThatIsUnknownOrLacksAScopeIsRefused() {
        complains(with(Map.of("TASKQ_TOKEN", "unknown"), "types"), ExitCodes.REFUSED, "Set TASKQ_TOKEN");
        complains(
                with(Map.of("TASKQ_TOKEN", CliRig.READER.secret()), "pause", "greet"),
                ExitCodes.REFUSED,
                "lacks the scope",
                "Ask the operator");
    }

    @Test
    void whereNoCoordinatorAnswersIsUnreachable() {
        String nowhere = "http://127.0.0.1:" + Ports.free();

        complains(
                with(Map.of("TASKQ_URL", nowhere), "types"),
                ExitCodes.UNREACHABLE,
                nowhere,
                "Does the coordinator run");
    }

    @Test
    void aWaitHasALimit() {
        complainsNot(rig.run("wait", submit("unserved"), "--within", "50ms"), ExitCodes.TIMED_OUT);
        complainsNot(
                rig.run("wait", submit("resize_image"), "--within", TestTimeouts.LONG.toSeconds() + "s"),
                ExitCodes.NOT_SUCCEEDED);
    }

    private static void complainsNot(Result result, int code) {
        assertThat(result.code()).as("%s", result).isEqualTo(code);
        assertThat(result.out()).contains("\"status\"");
    }

    private static String submit(String type) {
        return rig.run("submit", type).out().replaceAll("\\D*(\\d+).*\\R", "$1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-such-command",
                "list --limit 0",
                "list --limit 1000001",
                "list --created-after yesterday",
                "get one",
                "submit t [1]",
                "submit t @/no/such/file",
                "submit t {} --delay 1x",
                "submit t {} --delay 1s --run-at 2027-01-31T08:00:00Z",
                "wait 1 --within -1s",
                "wait 1 --within 99999d",
                "types --output yaml",
                "top --interval 99ms",
                "types --url nowhere",
                "types --url ftp://host",
                "types --url http://user:pass@host",
                "types --url http://host --profile p",
                "schedules put n t --every 1h --catch-up 0",
                "schedules put n t --every 1h --zone UTC"
            })
    void aWrongCommandLineIsExplained(String line) {
        Result result = rig.run(line.isEmpty() ? new String[0] : line.split(" ", -1));

        complains(result, ExitCodes.USAGE);
        assertThat(result.err().lines()).as(line).hasSizeGreaterThanOrEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aCommandThatIsMistypedIsSuggested() {
        complains(rig.run("lsit"), ExitCodes.USAGE, "list");
    }

    @Test
    void whatIsMissingInTheEnvironmentIsNamed() {
        complains(CliRig.run(Map.of("HOME", "/nowhere"), "", Optional.empty(), "types"), ExitCodes.USAGE, "TASKQ_URL");
        complains(
                CliRig.run(Map.of("HOME", "/nowhere", "TASKQ_URL", rig.url()), "", Optional.empty(), "types"),
                ExitCodes.USAGE,
                "there is no token");
    }

    @Test
    void aTokenIsNeverShown() {
        Result result = with(Map.of("TASKQ_TOKEN", "se\ncret"), "types");

        complains(result, ExitCodes.USAGE, "TASKQ_TOKEN is no token");
        assertThat(result.err()).doesNotContain("cret");
        assertThat(Target.of(
                        Optional.empty(),
                        Optional.empty(),
                        surroundings(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), "")))
                .asString()
                .doesNotContain(CliRig.TOKEN.secret());
    }

    private static Surroundings surroundings(OutputStream out, OutputStream err, String input) {
        return new Surroundings(
                rig.environment(),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Optional.empty(),
                InstantSource.system());
    }

    /** Its first bytes arrive. */
    private static OutputStream brokenAfter(int bytes) {
        return new OutputStream() {
            private int written;

            @Override
            public void write(int one) throws IOException {
                if (written++ >= bytes) {
                    throw new IOException("Broken pipe");
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"list -o json", "list -o table", "types", "--help", "completion", "submit unserved", "get 1"})
    void anOutputThatCannotBeWrittenIsAFailure(String line) {
        submit("resize_image");
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = new CommandLines(surroundings(brokenAfter(3), err, "")).run(line.split(" ", -1));
        assertThat(code).as(line).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("taskq: the output cannot be written");
    }

    @Test
    void whatIsStoredIsSaidIfItsIdCannotBeWritten() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(new CommandLines(surroundings(brokenAfter(3), err, "")).run("submit", "unserved"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).containsPattern("task \\d+ is stored");
        err.reset();
        assertThat(new CommandLines(surroundings(brokenAfter(3), err, "{}\n".repeat(501)))
                        .run("submit", "unserved", "--each", "-"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Lines 1 to 500 are stored.");
    }

    /** All tasks that are named are cancelled, and the failure is said once. */
    @Test
    void whatWasToBeDoneIsDoneAlsoIfItCannotBeWritten() {
        String first = submit("unserved");
        String second = submit("unserved");
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(new CommandLines(surroundings(brokenAfter(3), err, "")).run("cancel", first, second))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(rig.run("get", second).out()).contains("\"cancelled\"");
    }

    @Test
    void ofSeveralTasksTheFirstFailureIsTheExitCodeAndTheOthersAreShown() {
        String failed = submit("resize_image");
        String waiting = submit("unserved");
        rig.run("wait", failed, "--within", TestTimeouts.LONG.toSeconds() + "s");

        Result result = rig.run("wait", failed, "404404", waiting, "--within", "50ms");
        assertThat(result.code()).as("%s", result).isEqualTo(ExitCodes.NOT_SUCCEEDED);
        assertThat(result.out().lines()).hasSize(2);
        assertThat(rig.run("wait", waiting, failed, "--within", "50ms").code()).isEqualTo(ExitCodes.TIMED_OUT);
        Result got = rig.run("get", "404404", waiting);
        assertThat(got.code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(got.out()).contains("unserved");
    }

    @Test
    void linesAreStoredUpToTheBatchBeforeTheOneThatIsWrong() {
        Result late = rig.runWithInput("{}\n".repeat(501) + "{\n", "submit", "unserved", "--each", "-");
        complains(late, ExitCodes.FAILED, "line 502: no JSON", "Lines 1 to 500 are stored.");
        assertThat(late.out().lines()).hasSize(500);
        // A batch ends before it is too large for the coordinator.
        String large = "{\"a\": \"" + "x".repeat(100_000) + "\"}\n";
        Result all = rig.runWithInput(large.repeat(100), "submit", "unserved", "--each", "-");
        assertThat(all.code()).as("%s", all.err()).isZero();
        assertThat(all.out().lines()).hasSize(100);
        complains(
                rig.runWithInput("x".repeat(Params.MOST_BYTES + 1), "submit", "unserved", "--each", "-"),
                ExitCodes.USAGE,
                "line 1 is longer than");
    }

    /** A wait goes on while calls fail more often than another command repeats them. */
    @Test
    void aWaitGoesOnWhileTheCoordinatorIsRestarted() throws Exception {
        try (TcpProxy proxy = TcpProxy.start(0, "127.0.0.1", Ports.free())) {
            String id = submit("resize_image");
            CompletableFuture<Result> wait = CompletableFuture.supplyAsync(() -> with(
                    Map.of("TASKQ_URL", "http://127.0.0.1:" + proxy.port()),
                    "wait",
                    id,
                    "--within",
                    TestTimeouts.LONG.toSeconds() + "s"));
            Eventually.until(TestTimeouts.LONG, () -> wait.isDone() || proxy.accepted() >= 6);
            proxy.redirect("127.0.0.1", URI.create(rig.url()).getPort());
            complainsNot(wait.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS), ExitCodes.NOT_SUCCEEDED);
        }
        Result submitted = rig.run("submit", "unserved", "--wait", "50ms");
        complainsNot(submitted, ExitCodes.TIMED_OUT);
        assertThat(submitted.err()).containsPattern("^task \\d+ is stored\n");
    }

    /** Text of a handler gives no orders to the terminal, and reads as it was written. */
    @Test
    void textOfOthersIsHarmless() {
        String id = submit("hostile");
        rig.run("wait", id, "--within", TestTimeouts.LONG.toSeconds() + "s");

        for (String format : new String[] {"table", "json", "jsonl"}) {
            for (String[] args : new String[][] {{"get", id}, {"list", "--type", "hostile"}, {"events", id}}) {
                String[] all = Arrays.copyOf(args, args.length + 2);
                all[args.length] = "-o";
                all[args.length + 1] = format;
                Result result = rig.runOnTerminal(200, Map.of("NO_COLOR", "1"), all);
                assertThat(result.out())
                        .as(format)
                        .contains("\\u001B[2J", "\\u202E", "fine")
                        .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u202e]");
            }
        }
    }
}
