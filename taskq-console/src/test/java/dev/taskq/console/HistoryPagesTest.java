package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.StoreUnavailableException;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.History;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history, as a browser without scripts gets it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryPagesTest {
    private static final Pattern ROW =
            Pattern.compile("<tr>\\s*<th scope=\"row\">(.+?)</th>(.*?)</tr>", Pattern.DOTALL);

    private final StorePort store = Past.store();
    private final Served served = Served.start(store);
    private final Visitor admin = served.visitor(Served.ADMIN);

    HistoryPagesTest() {
        store.types().register(List.of("paint"));
    }

    @AfterAll
    void close() {
        served.close();
    }

    private String body(String path) {
        Visitor.Reply reply = admin.get(path);
        assertThat(reply.status()).as(path).isEqualTo(200);
        return reply.body();
    }

    /** The cells of the first row with a name, as text. */
    private static String row(String body, String name) {
        Matcher row = ROW.matcher(body);
        while (row.find()) {
            if (row.group(1).replaceAll("<[^>]*>", "").strip().equals(name)) {
                return row.group(2)
                        .replaceAll("<[^>]*>", " ")
                        .replaceAll("\\s+", " ")
                        .strip();
            }
        }
        throw new AssertionError("no row " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/types/paint"})
    void sumsTellTheRateOfYesterdayAndOfTheLastHour(String page) {
        String body = body(page);
        // Shortly after midnight, some of the last hour was yesterday.
        assertThat(row(body, "Yesterday"))
                .matches("17[23],[0-9]{3} 2\\.0 17[23],[0-9]{3} 2\\.0 3\\.1 ms 3\\.1 ms 235 ms 235 ms .*");
        // It begins with a whole minute, so it is 60 to 61 minutes long.
        assertThat(row(body, "Last hour")).matches("260 0\\.07[12] 260 0\\.07[12] .* 20 7\\.7 % 1 min 30 s");
        assertThat(body).contains("href=\"/console/tasks/" + Past.SLOWEST + "\"");
    }

    @Test
    void chartsHaveALineForEachFigureAndAMarkForANewVersion() {
        String body = body("/console");
        for (String line : List.of("in", "out", "failed", "p50", "p95")) {
            assertThat(body).containsPattern("<path class=\"line line-" + line + "\" d=\"M0?[^\"]+\"");
        }
        assertThat(body).contains("version 1.1 since").doesNotContain("version 1.0 since");
        assertThat(body).containsPattern("<line class=\"mark-line\" x1=\"[0-9.]+\"");
    }

    @Test
    void figuresOfTheChartsAreInATableToo() {
        String body = body("/console?range=hour");
        String figures =
                body.substring(body.indexOf("The figures of the charts"), body.indexOf("Slowest of the last hour"));
        assertThat(figures.split("<tr><th scope=\"row\">", -1)).hasSize(4);
        assertThat(figures).contains("1.0</td>", "1.7</td>", "0.33</td>");
    }

    @Test
    void rangesAreLinksAndKeepWhatTheyShow() {
        String day = body("/console/types/paint?range=day");
        assertThat(day)
                .contains(
                        "href=\"/console/types/paint?range=day\" aria-current=\"page\"",
                        "href=\"/console/types/paint?range=month\"",
                        "hx-get=\"/console/types/paint?range=day\"");
        assertThat(body("/console?range=month")).contains("data-step=\"21600\"");
        assertThat(admin.get("/console?range=year").status()).isEqualTo(400);
    }

    @Test
    void slowestTasksOfTheLastHourComeFirst() {
        String body = body("/console/types/paint");
        String slowest = body.substring(body.indexOf("Slowest of the last hour"));
        assertThat(slowest.indexOf("/console/tasks/" + Past.SLOWEST + "\""))
                .isBetween(0, slowest.indexOf("/console/tasks/9\""));
        assertThat(slowest.indexOf("/console/tasks/9\"")).isLessThan(slowest.indexOf("/console/tasks/7\""));
        assertThat(slowest).doesNotContain("/console/tasks/3\"");
    }

    @Test
    void listOfTypesTellsTheRatesOfTheLastHour() {
        // What is known of types is shared for a second.
        Served.eventually(() -> body("/console/types").contains("/console/types/paint"));
        assertThat(row(body("/console/types"), "paint no agent")).contains("0 260 / h 0 260 / h 0 7.7 % / h");
    }

    @Test
    void whereNothingWasCountedThePageSaysSo() {
        try (Served empty = Served.start()) {
            assertThat(empty.visitor(Served.ADMIN).get("/console").body())
                    .contains("Nothing was counted yet.")
                    .doesNotContain("<figure");
        }
    }

    /** What came in a minute that goes on is no rate of a minute. */
    @Test
    void minuteThatGoesOnHasNoRates() {
        StorePort fresh = new InMemoryTaskStore();
        fresh.history().add(List.of(Past.of("paint", 1_000), Past.of(History.ALL, 1_000)), Optional.empty());
        try (Served running = Served.start(fresh)) {
            String body = running.visitor(Served.ADMIN).get("/console").body();
            assertThat(row(body, "Last hour")).startsWith("1,000 0.2");
            assertThat(body).containsPattern("data-unit=\"rate\" data-lines=\"in;out\" data-values=\"[0,]*,;[0,]*,\"");
            String figures = body.substring(body.indexOf("The figures of the charts"));
            assertThat(figures).containsPattern("(<td class=\"number\">–</td>){3}");
        }
    }

    @Test
    void whereTheHistoryCannotBeReadTheRestOfThePagesIsThere() {
        try (Served broken = Served.start(withoutHistory())) {
            Visitor visitor = broken.visitor(Served.ADMIN);
            Served.eventually(() -> visitor.get("/console/types").body().contains("/console/types/greet"));
            for (String page : List.of("/console", "/console/types/greet")) {
                Visitor.Reply reply = visitor.get(page);
                assertThat(reply.status()).as(page).isEqualTo(200);
                assertThat(reply.body()).contains("The history cannot be read now.", "hx-get=\"" + page + "\"");
            }
            assertThat(row(visitor.get("/console/types").body(), "greet")).contains("0 – / h 0 – / h 0 – / h");
        }
    }

    private static StorePort withoutHistory() {
        StorePort store = new InMemoryTaskStore();
        History broken = (History) Proxy.newProxyInstance(
                HistoryPagesTest.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, given) -> {
                    throw new StoreUnavailableException(null);
                });
        return (StorePort) Proxy.newProxyInstance(
                HistoryPagesTest.class.getClassLoader(), new Class<?>[] {StorePort.class}, (proxy, method, given) -> {
                    try {
                        return method.getName().equals("history") ? broken : method.invoke(store, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** It would be read and sent every two seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/types/paint"})
    void refreshOfAnotherPartOfThePageDoesNotReadIt(String page) {
        assertThat(admin.get(page, "HX-Target", "live").body())
                .contains("id=\"live\"")
                .doesNotContain("id=\"history\"");
        assertThat(admin.get(page, "HX-Target", "history").body()).contains("id=\"history\"", "Yesterday");
    }

    @Test
    void readerSeesIt() {
        assertThat(served.visitor(Served.READER).get("/console").body()).contains("Yesterday");
    }
}
