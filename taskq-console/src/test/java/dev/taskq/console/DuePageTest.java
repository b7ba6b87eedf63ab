package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.DueHours;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.console.Visitor.Reply;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.StorePort;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page that shows what is due when. */
class DuePageTest {
    private static final String DUE = "/console/due";
    private static final Pattern ROW =
            Pattern.compile("<th scope=\"row\"><a href=\"/console/(?:tasks|schedules)/([^\"]+)\">");
    private static final Pattern LATER = Pattern.compile("<a href=\"([^\"]+)\">What is due later</a>");

    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);
    private final Visitor reader = served.visitor(Served.READER);
    private final Visitor owner = served.visitor(Served.OWNER);

    /** A whole hour, some hours ahead. */
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(4, ChronoUnit.HOURS);

    @AfterEach
    void close() {
        served.close();
    }

    private long at(Instant due, String caller) {
        return served.submit(NewTask.of("lonely", "{}").runAt(due).withOrigin(Served.origin(caller)));
    }

    private static String from(Instant time) {
        return DUE + "?from=" + URLEncoder.encode(time.toString(), StandardCharsets.UTF_8);
    }

    /** The ids of tasks and the names of schedules, in the order of the page. */
    private static List<String> rows(Reply page) {
        assertThat(page.status()).isEqualTo(200);
        List<String> rows = new ArrayList<>();
        Matcher row = ROW.matcher(page.body());
        while (row.find()) {
            rows.add(row.group(1));
        }
        return rows;
    }

    private static String later(Reply page) {
        Matcher later = LATER.matcher(page.body());
        assertThat(later.find()).isTrue();
        return later.group(1);
    }

    @Test
    void tasksAndNextFiresAreInTheOrderInWhichTheyAreDueAndSayWhy() {
        served.schedule("nightly", "operator");
        long last = at(Instant.now().plus(Duration.ofDays(3)), "shop");
        long first = at(hour, "shop");

        Reply page = admin.get(DUE);

        assertThat(rows(page)).containsExactly(Long.toString(first), "nightly", Long.toString(last));
        assertThat(page.body())
                .contains(
                        "title=\"" + hour + "\"",
                        "<td>waits for its due time</td>",
                        "<td>fires every 1 d</td>",
                        "<a href=\"/console/types/lonely\">lonely</a>",
                        "aria-label=\"Run task " + first + " now\"",
                        "aria-label=\"Run nightly now\"",
                        "<a href=\"/console/due\" aria-current=\"page\">Due</a>");
        assertThat(admin.get("/console/schedules").body()).contains("<a href=\"/console/due\">What is due when</a>");
    }

    /** It is shown before each of its next attempts. */
    @Test
    void taskThatBacksOffSaysHowItsLastAttemptEndedAndNamesItsSchedule() {
        served.coordinator
                .schedules()
                .put(NewSchedule.of("failing", Recurrence.every(Duration.ofDays(1)), "break", "{}"));
        served.runNow("failing");
        Pattern why = Pattern.compile("<td>backs off after attempt [1-9] \\(failed\\), of schedule"
                + " <a href=\"/console/schedules/failing\">failing</a></td>");
        Served.eventually(() -> why.matcher(admin.get(DUE).body()).find());
    }

    @Test
    void taskAndScheduleAreRunNow() {
        served.schedule("nightly", "operator");
        long id = at(hour, "shop");
        String key = admin.get(DUE).key();

        Reply task = admin.post("/console/tasks/" + id + "/run", Map.of("key", key, "attempt", "0"));
        assertThat(task.header("Location")).isEqualTo("/console/tasks/" + id + "?done=retried");
        assertThat(served.coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.QUEUED);
        Reply schedule = admin.post("/console/schedules/nightly/run", Map.of("key", key));
        assertThat(schedule.header("Location")).endsWith("?done=run");
        assertThat(rows(admin.get(DUE))).containsExactly("nightly");
    }

    @Test
    void readerMayRunNothingAndAnOwnerSeesItsOwnAlone() {
        served.schedule("of-the-shop", "shop");
        served.schedule("of-another", "mail");
        String own = Long.toString(at(hour, "shop"));
        String foreign = Long.toString(at(hour.plusSeconds(1), "mail"));

        assertThat(rows(reader.get(DUE))).startsWith(own, foreign).contains("of-another", "of-the-shop");
        assertThat(reader.get(DUE).body()).contains("id=\"hours\"").doesNotContain("Run now</button>");
        Reply ofOwner = owner.get(DUE);
        assertThat(rows(ofOwner)).containsExactly(own, "of-the-shop");
        assertThat(ofOwner.body())
                .contains("Run now</button>")
                .doesNotContain(">task " + foreign + "<", "of-another", "id=\"hours\"", "/console/types/");
        // A refresh shares nothing with a page that shows more.
        assertThat(owner.get(DUE, "HX-Request", "true").body()).doesNotContain("of-another");
    }

    @Test
    void pagesFollowOneAnotherAndEachTaskIsOnOne() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            all.add(Long.toString(at(hour.plusSeconds(i), "shop")));
        }
        List<String> seen = new ArrayList<>();
        Reply page = admin.get(DUE);
        seen.addAll(rows(page));
        assertThat(seen).hasSize(50);
        page = admin.get(later(page));
        // What is due at the time with which a page ends begins the next one.
        assertThat(rows(page).getFirst()).isEqualTo(seen.getLast());
        seen.addAll(rows(page).subList(1, 50));
        page = admin.get(later(page));
        seen.addAll(rows(page).subList(1, rows(page).size()));
        assertThat(seen).isEqualTo(all);
        assertThat(page.body()).doesNotContain("What is due later").contains("What is due first");
        assertThat(rows(admin.get(from(hour.plusSeconds(110))))).isEqualTo(all.subList(110, 120));
    }

    @Test
    void moreThanAPageAtOneTimeIsSaidAndTheNextPageIsBehindIt() {
        served.schedule("nightly", "operator");
        Instant hour = served.coordinator
                .schedules()
                .find("nightly")
                .flatMap(Schedule::nextFireAt)
                .orElseThrow();
        for (int i = 0; i < 60; i++) {
            at(hour, "shop");
        }
        String next = Long.toString(at(hour.plusSeconds(1), "shop"));

        Reply page = admin.get(DUE);

        // A fire is before the tasks, which would hide it.
        assertThat(rows(page)).hasSize(50).startsWith("nightly");
        assertThat(page.body())
                .contains(
                        "more is due than a page has",
                        "href=\"/console/tasks?status=scheduled\"",
                        "<a href=\"/console/schedules\">all schedules</a>");
        assertThat(rows(admin.get(later(page)))).containsExactly(next);
    }

    /** It is among the first 1,000 of all callers, or not read. */
    @Test
    void ownerIsToldHowFarTheTasksReachThatWereRead() {
        List<NewTask> foreign = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            foreign.add(NewTask.of("lonely", "{}").runAt(hour).withOrigin(Served.origin("mail")));
        }
        served.coordinator.submitAll(foreign);
        at(hour, "shop");
        String own = Long.toString(at(hour.plusSeconds(5), "shop"));

        Reply page = owner.get(DUE);
        assertThat(rows(page)).isEmpty();
        assertThat(page.body())
                .contains("None of the tasks and schedules that you may see", "Look further")
                .doesNotContain("more is due");
        Matcher further = Pattern.compile("href=\"([^\"]+)\">Look further").matcher(page.body());
        assertThat(further.find()).isTrue();
        Reply second = owner.get(further.group(1));
        // All of them are due at one time, so the one after that is behind it.
        assertThat(rows(second)).isEmpty();
        assertThat(second.body())
                .contains("Look further", "more is due than was read", "href=\"/console/tasks?status=scheduled\"");
        Matcher behind = Pattern.compile("href=\"([^\"]+)\">Look further").matcher(second.body());
        assertThat(behind.find()).isTrue();
        assertThat(rows(owner.get(behind.group(1)))).containsExactly(own);
    }

    @Test
    void hoursAreCountedUpToABoundAndLeadToWhatIsDueInThem() {
        List<NewTask> many = new ArrayList<>();
        for (int i = 0; i <= DueHours.MOST_COUNTED; i++) {
            many.add(NewTask.of("lonely", "{}").runAt(hour).withOrigin(Served.origin("mail")));
        }
        served.coordinator.submitAll(many);
        at(hour.plus(Duration.ofHours(2)), "shop");

        String page = admin.get(DUE).body();

        assertThat(page)
                .contains("<b>500+</b>", "<b>1</b>", "href=\"" + from(hour) + "\"", "d=\"M0 0h10v24h-10z\"")
                .doesNotContain("style=");
        assertThat(page.split("due in the hour from", -1)).hasSize(DueHours.HOURS + 1);
    }

    @Test
    void whereHoursCannotBeCountedTheRestOfThePageIsThere() {
        StorePort broken = Replaced.inspection(new InMemoryTaskStore(), "countDue", () -> {
            throw new StoreUnavailableException(null);
        });
        try (Served without = Served.start(broken)) {
            without.schedule("nightly", "operator");
            Reply page = without.visitor(Served.ADMIN).get(DUE);
            assertThat(rows(page)).containsExactly("nightly");
            assertThat(page.body()).contains("hours cannot be counted now").doesNotContain("id=\"hours\"");
            assertThat(without.visitor(Served.OWNER).get(DUE).body()).doesNotContain("hours cannot be counted now");
        }
    }

    /** Fails from the first row on, and keeps from when on was asked. */
    private static Function<Object, Optional<?>> failing(
            List<Object> asked, Supplier<StoreUnavailableException> failure) {
        return from -> {
            asked.add(from);
            if (from.equals(Instant.EPOCH)) {
                throw failure.get();
            }
            return Optional.empty();
        };
    }

    private static StoreUnavailableException timeOut() {
        return StoreUnavailableException.timedOut(new IllegalStateException("it took too long"));
    }

    /** As beside a forgotten transaction, where the first one is behind the entries of all that were queued. */
    @Test
    void whereTheFirstTaskCannotBeReadInTimeThePageHasWhatIsDueSinceAMomentAgoAndSaysSo() {
        List<Object> tasksFrom = new ArrayList<>();
        List<Object> schedulesFrom = new ArrayList<>();
        StorePort slow =
                Replaced.inspection(new InMemoryTaskStore(), "scheduled", failing(tasksFrom, DuePageTest::timeOut));
        StorePort watched = Replaced.schedules(slow, "next", from -> {
            schedulesFrom.add(from);
            return Optional.empty();
        });
        assertPageHasWhatIsDueSinceAMomentAgo(watched);
        // They are merged, so both must begin at the same time.
        assertThat(schedulesFrom).isEqualTo(tasksFrom.stream().skip(1).toList());
    }

    /** There is an entry of each fire, too. */
    @Test
    void whereTheFirstFireCannotBeReadInTimeThePageHasWhatIsDueSinceAMomentAgoAndSaysSo() {
        List<Object> asked = new ArrayList<>();
        assertPageHasWhatIsDueSinceAMomentAgo(
                Replaced.schedules(new InMemoryTaskStore(), "next", failing(asked, DuePageTest::timeOut)));
    }

    private void assertPageHasWhatIsDueSinceAMomentAgo(StorePort slow) {
        try (Served beside = Served.start(slow)) {
            long id = beside.submit(NewTask.of("lonely", "{}").runAt(hour).withOrigin(Served.origin("mail")));
            beside.schedule("nightly", "operator");
            Visitor visitor = beside.visitor(Served.ADMIN);

            Reply page = visitor.get(DUE);

            assertThat(rows(page)).containsExactlyInAnyOrder(String.valueOf(id), "nightly");
            assertThat(page.body())
                    .contains(
                            "cannot be read in time now",
                            "href=\"/console/tasks?status=scheduled\"",
                            "<a href=\"/console/schedules\">all schedules</a>");
            assertThat(visitor.get(from(hour)).body()).doesNotContain("cannot be read in time now");
        }
        assertThat(admin.get(DUE).body()).doesNotContain("cannot be read in time now");
    }

    /** A second read would wait as long as the first, and what is overdue would be hidden although it can be read. */
    @Test
    void storeThatIsBusyOrAwayIsAskedOnce() {
        List<Supplier<StoreUnavailableException>> failures =
                List.of(() -> new StoreBusyException(null), () -> new StoreUnavailableException(null));
        for (Supplier<StoreUnavailableException> failure : failures) {
            List<Object> asked = new ArrayList<>();
            StorePort away = Replaced.inspection(new InMemoryTaskStore(), "scheduled", failing(asked, failure));
            try (Served without = Served.start(away)) {
                assertThat(without.visitor(Served.ADMIN).get(DUE).status()).isEqualTo(503);
            }
            assertThat(asked).containsExactly(Instant.EPOCH);
        }
    }

    @Test
    void emptyPageSaysWhatComesHereAndATimeThatIsNoneIsRefused() {
        assertThat(admin.get(DUE).body())
                .contains("Nothing is scheduled.", "<code>run_at</code>", "No task is due within the next 24 hours.");
        assertThat(admin.get(from(hour)).body()).contains("Nothing is due at or after this time.");
        assertThat(admin.get(DUE + "?from=0000-01-01T00:00:00Z").status()).isEqualTo(200);
        Reply wrong = admin.get(DUE + "?from=tomorrow");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("must be an RFC 3339 time");
        assertThat(admin.get(DUE + "/x").status()).isEqualTo(404);
    }
}
