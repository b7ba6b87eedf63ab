package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.taskq.Task;
import dev.taskq.console.site.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** When a page refreshes itself and when not, and what of it is right without a refresh. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshInBrowserTest {
    private static final String LIVE = "live";

    private Chromium chromium;
    private Served served;

    @BeforeAll
    void start() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), Chromium.MISSING);
        chromium = Chromium.start(executable.orElseThrow());
        served = Served.start();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
            served.close();
        }
    }

    private Page window() {
        return chromium.window(Chromium.size(1280, 800, ColorScheme.LIGHT));
    }

    private Page signedIn() {
        Page page = window();
        Chromium.signIn(page, served.address(), Served.ADMIN);
        return page;
    }

    /** Opens the tasks of a caller, which are as many. */
    private void openTasks(Page page, String caller, int number) {
        for (int i = 0; i < number; i++) {
            served.waiting(caller);
        }
        page.navigate(served.address() + "/console/tasks?caller=" + caller);
    }

    /** Waits for the next refresh of a part, by its id, and holds it back. */
    private static Route held(Page page, String part) {
        List<Route> held = new CopyOnWriteArrayList<>();
        page.route("**/*", route -> {
            if (held.isEmpty() && part.equals(route.request().headers().get("hx-target"))) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        page.waitForCondition(() -> !held.isEmpty());
        return held.getFirst();
    }

    /** Lets a refresh go, and waits until the page has dealt with its answer. */
    private static void letGo(Page page, Route held) {
        page.evaluate("document.addEventListener('htmx:afterRequest', () => { window.isAnswered = true; })");
        held.resume();
        page.waitForCondition(() -> (boolean) page.evaluate("window.isAnswered === true"));
    }

    @Test
    void tasksThatAreTickedWhileAnAnswerIsUnderWayStayTicked() {
        Page page = signedIn();
        openTasks(page, "ticked", 5);
        Route slow = held(page, LIVE);
        Locator boxes = page.locator(".choice input");
        boxes.all().forEach(Locator::check);
        long sixth = served.waiting("ticked");

        letGo(page, slow);

        assertThat(page.locator(".choice input:checked").count()).isEqualTo(5);
        boxes.all().forEach(Locator::uncheck);
        page.waitForSelector("tbody th >> text='" + sixth + "'");
        page.context().close();
    }

    @Test
    void linksAndTimesUnderTheMouseAreNotTakenAway() {
        Page page = signedIn();
        openTasks(page, "pointed-at", 2);
        for (String part : List.of("tbody th a", "tbody time")) {
            page.hover(part);
            page.evaluate("performance.clearResourceTimings()");
            InBrowserTest.assertIsNotTakenAway(page, "/tasks?caller=pointed-at");
        }
        page.hover("h1");
        long third = served.waiting("pointed-at");
        page.waitForSelector("tbody th >> text='" + third + "'");
        page.context().close();
    }

    /** A mouse that lies where it was left must not keep what the page shows old. */
    @Test
    void pageWithTheMouseLeftOnALinkRefreshesAgain() {
        Page page = window();
        page.clock().install();
        Chromium.signIn(page, served.address(), Served.ADMIN);
        openTasks(page, "left", 2);
        page.hover("tbody th a");
        long third = served.waiting("left");
        page.clock().fastForward(Duration.ofSeconds(16).toMillis());
        page.waitForSelector("tbody th >> text='" + third + "'");
        page.context().close();
    }

    @Test
    void answerThatTookLongDoesNotStopThePageForLong() {
        Page page = window();
        page.clock().install();
        Chromium.signIn(page, served.address(), Served.ADMIN);
        openTasks(page, "slow", 1);
        Route slow = held(page, LIVE);
        page.clock().fastForward(Duration.ofMinutes(1).toMillis());
        letGo(page, slow);

        long second = served.waiting("slow");
        page.clock().fastForward(Duration.ofSeconds(16).toMillis());
        page.waitForSelector("tbody th >> text='" + second + "'");
        page.context().close();
    }

    @Test
    void historyThatIsUnderWayStopsNoRefreshOfTheRest() {
        Page page = signedIn();
        page.evaluate("setTimeout(() => htmx.trigger(document.getElementById('history'), 'refresh'))");
        Route history = held(page, "history");
        page.evaluate("document.getElementById('live').dataset.old = 'yes'");
        page.waitForSelector("#live:not([data-old])");
        letGo(page, history);
        page.context().close();
    }

    /** The clock of the browser is wrong by years. */
    @Test
    void relativeTimesGoOnWithoutARefreshInTheWordsOfTheServer() {
        Instant begin = Instant.parse("2020-02-29T12:00:00Z");
        Page page = window();
        page.clock().setFixedTime(Date.from(begin));
        Chromium.signIn(page, served.address(), Served.ADMIN);
        openTasks(page, "times", 1);
        page.check(".choice input");
        Instant now = instant(page.locator("#live"), "data-now");
        Instant created = instant(page.locator("tbody time").first(), "datetime");
        List<Instant> moments = Stream.of(
                        "PT0.9S", "PT1S", "PT59.999S", "PT1M", "PT1M1S", "PT59M59S", "PT1H", "PT90M", "P1D", "P3DT1H")
                .map(Duration::parse)
                .flatMap(time -> Stream.of(now.minus(time), now.plus(time)))
                .toList();
        page.evaluate(
                "times => times.forEach(at => { const part = document.createElement('time'); part.className = 'ago';"
                        + " part.dateTime = at; document.getElementById('main').append(part); })",
                moments.stream().map(Instant::toString).toList());

        for (Duration later : List.of(Duration.ZERO, Duration.ofSeconds(7), Duration.ofHours(3))) {
            page.clock().setFixedTime(Date.from(begin.plus(later)));
            List<String> texts =
                    moments.stream().map(at -> Words.ago(at, now.plus(later))).toList();
            page.waitForCondition(
                    () -> page.locator("#main > time").allTextContents().equals(texts));
            assertThat(page.locator("tbody time").first().textContent()).isEqualTo(Words.ago(created, now.plus(later)));
        }
        page.context().close();
    }

    @Test
    void tooltipsOfExactTimesGoOnAsWell() {
        Task task = served.run("break", "tooltips");
        Instant begin = Instant.parse("2020-02-29T12:00:00Z");
        Page page = window();
        page.clock().setFixedTime(Date.from(begin));
        Chromium.signIn(page, served.address(), Served.ADMIN);
        page.navigate(served.address() + "/console/tasks/" + task.id());
        Locator time = page.locator("time.exact").first();
        String exact = time.textContent();
        Instant now = instant(page.locator("#live"), "data-now");

        page.clock().setFixedTime(Date.from(begin.plus(Duration.ofDays(2))));

        String told = Words.ago(instant(time, "datetime"), now.plus(Duration.ofDays(2)));
        page.waitForCondition(() -> told.equals(time.getAttribute("title")));
        assertThat(time.textContent()).isEqualTo(exact);
        page.context().close();
    }

    /** A browser knows times to the millisecond. */
    private static Instant instant(Locator part, String attribute) {
        return Instant.parse(part.getAttribute(attribute)).truncatedTo(ChronoUnit.MILLIS);
    }
}
