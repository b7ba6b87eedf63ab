package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ErrorReport;
import dev.taskq.Operation;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task;
import dev.taskq.console.Visitor.Reply;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The errors of failed tasks, and the retry of all that have one, on a page of their own and on that of their type. A report is kept for
 * seconds, so each test has a server of its own.
 */
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
        assertThat(admin.get("/console/errors").body()).contains("No task failed within the last day.");
    }

    /** What is loaded into the page of a type once it is open. */
    private static Reply loaded(Visitor visitor, String type) {
        return visitor.get("/console/types/" + type, "HX-Request", "true", "HX-Target", "errors");
    }

    /** What a page has below the title of its errors. */
    private static String errors(Reply page) {
        assertThat(page.status()).isEqualTo(200);
        String body = page.body();
        return body.substring(body.indexOf("id=\"errors\""), body.indexOf("</section>", body.indexOf("id=\"errors\"")));
    }

    @Test
    void pageOfATypeHasItsCommonestErrors() {
        Task task = served.run("break", "shop");
        served.run("hostile", "mail");

        String errors = errors(loaded(admin, "break"));
        assertThat(errors)
                .contains(
                        "java.lang.IllegalStateException: the disk is full",
                        "Of the 1 task of this type that failed within the last day",
                        "<title>Failed in each 1 h, the last first: 1, then none.</title>",
                        "href=\"/console/tasks/" + task.id() + "\"",
                        "error_contains=java.lang",
                        "href=\"/console/errors?type=break\"",
                        "Retry all")
                .doesNotContain("alert", "/console/types/");
        assertThat(errors(loaded(admin, "hostile")))
                .contains("&lt;script&gt;alert")
                .doesNotContain("<script>alert", "<img");
        assertThat(errors(loaded(admin, "greet"))).contains("No task of this type failed within the last day.");
        assertThat(errors(loaded(served.visitor(Served.READER), "break")))
                .contains("the disk is full")
                .doesNotContain("Retry all");
    }

    @Test
    void errorsOfATypeHaveAnAddress() {
        served.run("break", "shop");
        served.run("hostile", "mail");

        assertThat(admin.get("/console/errors?type=break").body())
                .contains("the disk is full", "value=\"break\"", "href=\"/console/types/break\"", "Errors of all types")
                .doesNotContain("alert");
        assertThat(admin.get("/console/errors?type=absent").body()).contains("No task of this type failed");
        Reply wrong = admin.get("/console/errors?type=%3Cscript%3Ealert(1)");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("must be the name of a type").doesNotContain("<script>alert");
    }

    /** A reading of errors may take seconds, and a person that pauses a type must not wait for it. */
    @Test
    void pageOfATypeOpensAndRefreshesWithoutReadingErrors() {
        AtomicInteger read = new AtomicInteger();
        Supplier<FailedTasks> counted = () -> {
            read.incrementAndGet();
            return new FailedTasks(Instant.now(), List.of(), Optional.empty());
        };
        try (Served store = Served.start(withFailures(counted))) {
            Visitor visitor = store.visitor(Served.ADMIN);
            Served.eventually(() -> visitor.get("/console/types/greet").status() == 200);
            assertThat(errors(visitor.get("/console/types/greet")))
                    .contains(
                            "hx-get=\"/console/types/greet\" hx-trigger=\"load\"",
                            "href=\"/console/errors?type=greet\"");
            for (String part : List.of("live", "history")) {
                Reply refresh = visitor.get("/console/types/greet", "HX-Request", "true", "HX-Target", part);
                assertThat(refresh.status()).isEqualTo(200);
            }
            assertThat(read).hasValue(0);
            assertThat(errors(loaded(visitor, "greet"))).contains("No task of this type failed");
            assertThat(read).hasValue(1);
        }
    }

    @Test
    void failuresAreCountedInTheHoursOfTheLastDay() {
        String hours = IntStream.rangeClosed(0, Past.FAILURES.firstKey())
                .mapToObj(hour -> Integer.toString(Past.FAILURES.getOrDefault(hour, 0)))
                .collect(Collectors.joining(", "));
        try (Served later = Served.start(Past.withFailures())) {
            Visitor visitor = later.visitor(Served.ADMIN);
            for (Reply page : List.of(
                    visitor.get("/console/errors"),
                    visitor.get("/console/errors?type=break"),
                    loaded(visitor, "break"))) {
                assertThat(page.body())
                        .contains("<title>Failed in each 1 h, the last first: " + hours + ", then none.</title>")
                        .contains("Of the 20 tasks", ">By hour</th>", "each hour of the last day");
            }
        }
    }

    @Test
    void pagesSayHowFarTheFailuresReachBackThatWereRead() {
        Instant now = Instant.now();
        FailedTask other = new FailedTask(1, "paint", now, "no colour", Optional.empty());
        FailedTasks read = new FailedTasks(now, List.of(other), Optional.of(now.minus(Duration.ofMinutes(24))));
        try (Served many = Served.start(withFailures(() -> read))) {
            Visitor visitor = many.visitor(Served.ADMIN);
            assertThat(visitor.get("/console/errors").body())
                    .contains("Of the newest 1 failure only, back to <time", "24 min", ">Over time</th>")
                    .contains("24 equal parts of the time that was read", "Failed in each 1 min, the last first: 1");
            assertThat(visitor.get("/console/errors?type=paint").body())
                    .contains(
                            "Of the 1 failure of this type since <time",
                            "The last day may have more",
                            "no more than the newest 10,000 of all types are read");
            assertThat(visitor.get("/console/errors?type=greet").body())
                    .contains(
                            "No task of this type is among the newest 10,000 failures of all types",
                            "The last day may have more")
                    .contains("href=\"/console/tasks?type=greet&amp;status=failed\"");
        }
    }

    @Test
    void whereErrorsCannotBeReadTheRestOfThePageOfATypeIsThere() {
        Supplier<FailedTasks> broken = () -> {
            throw new StoreUnavailableException(null);
        };
        try (Served without = Served.start(withFailures(broken))) {
            Visitor visitor = without.visitor(Served.ADMIN);
            Served.eventually(() -> visitor.get("/console/types/greet").status() == 200);
            assertThat(loaded(visitor, "greet").body())
                    .contains("The errors cannot be read now.", "id=\"live\"")
                    .doesNotContain("hx-trigger=\"load\"");
            assertThat(visitor.get("/console/errors").status()).isEqualTo(503);
        }
    }

    @Test
    void pageOfATypeHasItsFiveCommonestErrorsAndLeadsToAll() {
        Instant now = Instant.now();
        List<FailedTask> tasks = IntStream.range(0, 2 * ErrorReport.MOST_GROUPS)
                .mapToObj(i -> new FailedTask(
                        i, "greet", now, "kind " + (char) ('g' + i / 20) + (char) ('g' + i % 20), Optional.empty()))
                .toList();
        try (Served many = Served.start(withFailures(() -> new FailedTasks(now, tasks, Optional.empty())))) {
            Visitor visitor = many.visitor(Served.ADMIN);
            Served.eventually(() -> visitor.get("/console/types/greet").status() == 200);
            String errors = errors(loaded(visitor, "greet"));
            assertThat(errors.split("<tr>", -1)).hasSize(7);
            assertThat(errors).contains("All 200 errors of the type");
            assertThat(visitor.get("/console/errors?type=greet").body())
                    .contains("The 100 most frequent of 200 errors.");
        }
    }

    /** A store that tells these tasks of those that failed. */
    private static StorePort withFailures(Supplier<FailedTasks> failures) {
        return Replaced.inspection(new InMemoryTaskStore(), "failures", failures);
    }
}
