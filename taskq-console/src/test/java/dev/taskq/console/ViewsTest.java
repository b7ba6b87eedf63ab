package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.console.Visitor.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What pages show, as a browser without scripts gets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewsTest {
    private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/console/assets/[^\"]+)\"");

    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);

    @AfterAll
    void close() {
        served.close();
    }

    private String body(String path) {
        Reply reply = admin.get(path);
        assertThat(reply.status()).as(path).isEqualTo(200);
        return reply.body();
    }

    @Test
    void emptyConsoleSaysWhatToDoNext() {
        try (Served empty = Served.start()) {
            Visitor visitor = empty.visitor(Served.ADMIN);
            assertThat(visitor.get("/console/tasks").body()).contains("There is no task yet.", "POST /v1/tasks");
            assertThat(visitor.get("/console/tasks?type=greet").body()).contains("No task has all of these filters.");
            assertThat(visitor.get("/console/schedules").body()).contains("There is no schedule.");
            assertThat(visitor.get("/console").body()).contains("Needs attention", "Nothing.", "Health");
        }
    }

    @Test
    void overviewTellsWhatNeedsAttentionAndCountsWhatItDoesNotShow() {
        try (Served busy = Served.start()) {
            for (int i = 0; i < 13; i++) {
                busy.submit(NewTask.of("lonely-" + i, "{}"));
            }
            Visitor visitor = busy.visitor(Served.ADMIN);
            // Readings are shared for a second, and counts of what waits take a few.
            Served.eventually(() -> visitor.get("/console").body().contains("And 3 more."));
            assertThat(visitor.get("/console").body())
                    .contains(
                            "has no agent while",
                            "No agent has ever served it: see whether the name is misspelt.",
                            "<b>Postgres</b> answers",
                            "<b>Leader</b> is this coordinator",
                            "is not used");
        }
    }

    @Test
    void failedTaskShowsItsErrorItsLifeAndTheCallThatRetriesIt() {
        Task task = served.run("break", "shop");
        assertThat(body("/console/tasks/" + task.id()))
                .contains(
                        "status-failed",
                        "the disk is full",
                        "IllegalStateException",
                        "Submitted",
                        "Attempt 1 started on agent-1",
                        "Attempt 1 ended: failed",
                        "Final: failed",
                        task.times().createdAt().toString(),
                        "/v1/tasks/" + task.id() + ":retry",
                        "href=\"/console/tasks?caller=shop\"",
                        "correlation-of-shop");
    }

    @Test
    void waitingTaskSaysWhyItWaits() {
        long id = served.waiting("shop");
        assertThat(body("/console/tasks/" + id))
                .contains("Why it is not done", "No living agent serves the type", "/v1/tasks/" + id + ":cancel");
    }

    @Test
    void runningTaskShowsItsProgressAndRefreshesItself() {
        long id = served.running();
        assertThat(body("/console/tasks/" + id))
                .contains("25 %", "a quarter", "value=\"0.25\"", "hx-get=\"/console/tasks/" + id + "\"");
    }

    @Test
    void resultAndParamsAreTreesWithNumbersAsTheyWereWritten() {
        long id = served.submit(NewTask.of("greet", "{\"big\":12345678901234567890,\"list\":[1.50]}"));
        served.end(id);
        assertThat(body("/console/tasks/" + id))
                .contains("12345678901234567890", ">Hello<", "[1 element]", "As text")
                .doesNotContain("hx-get");
    }

    @Test
    void hugeParamsAreShownAsTextOnly() {
        String many = IntStream.range(0, 3_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        long id = served.submit(NewTask.of("greet", "{\"many\":[" + many + "]}"));
        assertThat(body("/console/tasks/" + id))
                .contains("As text", "2998,2999")
                .doesNotContain("[3,000 elements]");
    }

    @Test
    void hostileTextsStayTexts() {
        Task task = served.hostile();
        for (String page : List.of(
                "/console/tasks/" + task.id(),
                "/console/tasks",
                "/console/tasks?error_contains=%22%3E%3Cscript%3E",
                "/console/types?name=%22%3E%3Cscript%3E",
                "/console/tasks/%3Cscript%3E",
                "/console/%22%3E%3Cscript%3E")) {
            assertThat(admin.get(page).body())
                    .as(page)
                    .doesNotContain("<script>alert", "\"><script>", "<img/", "<b>bold");
        }
        assertThat(body("/console/tasks/" + task.id())).contains("&lt;script&gt;alert(2)", "&lt;b&gt;bold");
    }

    @Test
    void noTemplateWritesWithoutEscaping() throws IOException {
        try (Stream<Path> templates = Files.list(Path.of("src/main/jte"))) {
            List<Path> all = templates.toList();
            assertThat(all).hasSizeGreaterThan(10);
            for (Path template : all) {
                assertThat(Files.readString(template))
                        .as("%s", template)
                        .doesNotContain("$unsafe", "@raw", "style=\"", "onclick");
            }
        }
    }

    @Test
    void filtersAreChipsAndStayInTheAddressOfThePages() {
        for (int i = 0; i < 4; i++) {
            served.waiting("chips");
        }
        String first = body("/console/tasks?caller=chips&status=queued&type=&limit=3");
        assertThat(first)
                .contains(
                        "caller: <b>chips</b>",
                        "aria-label=\"Remove the filter caller\"",
                        "href=\"/console/tasks?status=queued\"",
                        "aria-current=\"true\"",
                        "Older tasks");
        Matcher older = Pattern.compile("href=\"(/console/tasks\\?[^\"]*cursor=[^\"]+)\"")
                .matcher(first);
        assertThat(older.find()).isTrue();
        String second = body(older.group(1).replace("&amp;", "&"));
        assertThat(second).contains("caller: <b>chips</b>", "Newest tasks").doesNotContain("cursor: <b>");
        assertThat(Pattern.compile("scope=\"row\"").matcher(second).results()).hasSize(1);
    }

    @Test
    void idIsOpened() {
        assertThat(admin.get("/console/tasks?id=12").header("Location")).isEqualTo("/console/tasks/12");
        assertThat(admin.get("/console/tasks?id=../x").header("Location")).isEqualTo("/console/tasks/..%2Fx");
    }

    @Test
    void typesAndAgentsAreShown() {
        served.run("greet", "shop");
        assertThat(body("/console/types")).contains("href=\"/console/types/greet\"", "aria-label=\"Pause greet\"");
        assertThat(body("/console/types?name=GRE"))
                .contains("/console/types/greet")
                .doesNotContain("/console/types/break");
        assertThat(body("/console/types?name=nothing")).contains("No type has a name that contains");
        assertThat(body("/console/types/greet")).contains("<h1>greet</h1>", "agent-1", ":pause");
        assertThat(body("/console/agents")).contains("agent-1", "host-1");
    }

    @Test
    void schedulesAreShown() {
        served.schedule("weekly", "operator");
        assertThat(body("/console/schedules")).contains("weekly", "every 1 d", "Run weekly now", "in 23 h");
    }

    @Test
    void whatIsNotThereOrCannotBeReadIsTold() {
        for (String page : List.of(
                "/console/nothing",
                "/console/tasks/999999",
                "/console/tasks/0",
                "/console/tasks/1/cancel",
                "/console/types/no-such-type",
                "/console/types/a:b",
                "/console/assets/nothing.js")) {
            assertThat(admin.get(page).status()).as(page).isEqualTo(404);
        }
        Reply bad = admin.get("/console/tasks?created_after=yesterday");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body()).contains("This cannot be read", "created_after");
        Reply unknown = admin.get("/console/tasks?colour=red");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).contains("colour");
    }

    @Test
    void queryThatIsNotPercentEncodedIsRefusedAndFiltersNothingAway() throws IOException {
        for (String page : List.of(
                "tasks?caller=shop&type=%zz",
                "tasks?id=%zz", "types?name=%", "schedules?cursor=%f", "sign-in?to=%zz")) {
            assertThat(beginOfAnswerTo("/console/" + page)).as(page).isEqualTo("HTTP/1.1 400");
        }
    }

    /** A client of HTTP would not send such an address. */
    private String beginOfAnswerTo(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.server.port())) {
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: taskq_console="
                            + admin.cookies.get("taskq_console") + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            // Not to its end: the server waits for 2 s for what may follow a request that it refuses.
            return new String(socket.getInputStream().readNBytes("HTTP/1.1 400".length()), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void longListIsNotRefreshedAndErrorsAreCut() {
        long id = served.submit(NewTask.of("long-error", "{}").withMaxAttempts(1));
        Task task = served.end(id);
        assertThat(body("/console/tasks?limit=50")).contains("hx-get");
        assertThat(body("/console/tasks?limit=51&type=long-error"))
                .doesNotContain("hx-get", task.error().orElseThrow())
                .contains("x".repeat(150) + "…");
    }

    @Test
    void everyPageForbidsWhatItDoesNotNeed() {
        for (String page : List.of("/console", "/console/tasks", "/console/sign-in", "/console/nothing")) {
            Reply reply = admin.get(page);
            assertThat(reply.header("Content-Security-Policy"))
                    .as(page)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("Content-Encoding")).isEmpty();
        }
    }

    @Test
    void filesAreKeptForEverUnderTheHashOfTheirContent() {
        String page = body("/console");
        List<String> assets =
                ASSET.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(assets).hasSize(9);
        for (String asset : assets) {
            Reply reply = served.visitor().get(asset);
            assertThat(reply.status()).as(asset).isEqualTo(200);
            assertThat(reply.header("Cache-Control")).contains("immutable");
            assertThat(served.visitor().get(asset, "Accept-Encoding", "gzip").header("Content-Encoding"))
                    .isEqualTo(asset.endsWith(".svg") ? "" : "gzip");
        }
        assertThat(page).doesNotContain("http://", "https://", "//cdn");
    }

    @Test
    void otherMethodsAndTheApiAreAsBefore() {
        assertThat(admin.get("/v1/tasks").status()).isEqualTo(401);
        assertThat(admin.get("/healthz").status()).isEqualTo(200);
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            Reply refused = admin.ask(method, "/console/tasks");
            assertThat(refused.status()).as(method).isEqualTo(405);
            assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, POST");
        }
        Reply head = admin.ask("HEAD", "/console/tasks");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }
}
