package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A person finds what failed or does not run, and why, and puts it right, with and without scripts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FindAndRetryInBrowserTest {
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

    private static Browser.NewContextOptions desktop() {
        return Chromium.size(1280, 800, ColorScheme.LIGHT);
    }

    private Page signedIn(Browser.NewContextOptions options) {
        Page page = chromium.window(options);
        Chromium.signIn(page, served.address(), Served.ADMIN);
        return page;
    }

    private List<Task> failures(String caller) {
        return Stream.generate(() -> served.run("break", caller)).limit(3).toList();
    }

    private void assertRetried(List<Task> tasks) {
        Served.eventually(() -> tasks.stream()
                .allMatch(task -> served.coordinator
                                .find(task.id())
                                .orElseThrow()
                                .counts()
                                .attempt()
                        > 1));
    }

    @Test
    void personFindsTheFailedPicturesAndWhyAndRetriesThemAll() {
        List<Task> pictures = failures("pictures");
        Page page = signedIn(desktop());
        page.click("nav[aria-label=Console] >> text=Tasks");
        page.click("nav[aria-label=Statuses] >> text=failed");
        page.click("details.filters summary");
        page.fill("#f-caller", "pictures");
        page.click("text=Apply");
        assertThat(page.textContent("tbody")).contains("the disk is full");
        page.click("tbody th a");
        assertThat(page.textContent("pre.error")).contains("the disk is full");
        page.goBack();

        page.selectOption("#which", "all");
        page.click("#bulk button:has-text('Retry')");
        // The page shows by itself when all are counted.
        page.click("button.primary:has-text('Retry 3 tasks')");
        page.waitForSelector(".notice >> text=Done with 3 of 3 tasks.");
        assertRetried(pictures);
        page.context().close();
    }

    @Test
    void personFindsTheCommonestErrorOfATypeAndItsTasksWithoutScripts() {
        Task task = failures("of-a-type").getLast();
        Page page = signedIn(desktop().setJavaScriptEnabled(false));
        // Another page may have read the errors shortly before the task failed.
        Served.eventually(() -> {
            page.navigate(served.address() + "/console/types/break");
            page.click("text=Its errors on a page of their own");
            return page.textContent("tbody").contains("task " + task.id());
        });
        assertThat(page.textContent("tbody")).contains("the disk is full");
        assertThat(page.inputValue("#type")).isEqualTo("break");
        assertThat(page.locator("svg.bars").getAttribute("role")).isEqualTo("img");
        assertThat(page.textContent("svg.bars title")).startsWith("Failed in each 1 h, the last first: ");
        page.click("tbody th a");
        assertThat(page.textContent("tbody")).contains(Long.toString(task.id()));
        page.context().close();
    }

    @Test
    void personRunsTheScheduledTasksNow() {
        List<Long> delayed = Stream.generate(() -> served.submit(
                        NewTask.of("greet", "{}").delayedBy(Duration.ofHours(2)).withOrigin(Served.origin("hasty"))))
                .limit(2)
                .toList();
        Page page = signedIn(desktop());
        page.click("nav[aria-label=Console] >> text=Tasks");
        page.click("nav[aria-label=Statuses] >> text=scheduled");
        page.click("details.filters summary");
        page.fill("#f-caller", "hasty");
        page.click("text=Apply");
        page.selectOption("#which", "all");
        page.click("#bulk button:has-text('Run now')");
        page.waitForSelector("h1 >> text=Run many tasks now: dry run");
        page.click("button.primary:has-text('Run 2 tasks now')");
        page.waitForSelector(".notice >> text=Done with 2 of 2 tasks.");
        delayed.forEach(id -> assertThat(served.end(id).status()).isEqualTo(TaskStatus.SUCCEEDED));
        page.context().close();
    }

    @Test
    void personFindsWhyAMistypedTypeDoesNotRunAndSubmitsTheTaskWithTheRightOne() {
        served.submit(NewTask.of("gret", "{}").withOrigin(Served.origin("mistyped")));
        Page page = signedIn(desktop());
        page.click("nav[aria-label=Console] >> text=Tasks");
        page.click("nav[aria-label=Statuses] >> text=queued");
        page.click("tbody th a");
        assertThat(page.textContent("section[aria-labelledby=why]"))
                .contains("No living agent serves the type", "misspelt");
        page.click("text=Edit and submit again");
        page.fill("#e-type", "No Type");
        page.click("text=Submit a new task");
        page.waitForSelector("#e-type-about >> text=Must");
        page.fill("#e-type", "greet");
        page.click("text=Submit a new task");
        page.waitForSelector(".lead .status-succeeded");
        page.context().close();
    }

    @Test
    void personPausesATypeAndResumesIt() {
        served.run("greet", "pause");
        Page page = signedIn(desktop());
        page.click("nav[aria-label=Console] >> text=Types");
        page.click("[aria-label='Pause greet']");
        page.waitForSelector("main .notice >> text=by operator");
        assertThat(served.coordinator.type("greet").orElseThrow().pause()).isPresent();
        page.click("button:has-text('Resume')");
        page.waitForSelector("main .notice >> text=Resumed.");
        assertThat(served.coordinator.type("greet").orElseThrow().pause()).isEmpty();
        page.context().close();
    }

    @Test
    void withoutScriptsChosenTasksAreRetried() {
        List<Task> pictures = failures("no-scripts");
        Page page = signedIn(desktop().setJavaScriptEnabled(false));
        page.navigate(served.address() + "/console/tasks?caller=no-scripts&status=failed");
        assertThat(page.isVisible("input.all")).isFalse();
        for (Task picture : pictures.subList(0, 2)) {
            page.check("[name=task-" + picture.id() + "]");
        }
        page.click("#bulk button:has-text('Retry')");
        seeItEnd(page);
        page.click("button.primary:has-text('Retry 2 tasks')");
        seeItEnd(page);
        assertThat(page.textContent("main .notice")).contains("Done with 2 of 2 tasks.");
        assertRetried(pictures.subList(0, 2));
        assertThat(served.coordinator
                        .find(pictures.get(2).id())
                        .orElseThrow()
                        .counts()
                        .attempt())
                .isEqualTo(1);
        page.context().close();
    }

    private static void seeItEnd(Page page) {
        Served.eventually(() -> {
            page.reload();
            return page.isVisible("main .notice");
        });
    }

    @Test
    void allOfAPageAreChosenAndWhatIsChosenIsNotTakenAway() {
        failures("page");
        Page page = signedIn(desktop());
        page.navigate(served.address() + "/console/tasks?caller=page");
        page.check("input.all");
        assertThat(page.locator(".choice input:checked").count()).isEqualTo(3);
        // Two refreshes would have been due.
        page.evaluate("new Promise(done => { const live = document.getElementById('live'); let n = 0;"
                + " const real = live.querySelector.bind(live); live.querySelector = (text) => {"
                + " if (text === 'input:checked' && ++n === 2) { done(); } return real(text); }; })");
        assertThat(page.locator(".choice input:checked").count()).isEqualTo(3);
        page.uncheck("input.all");
        served.run("greet", "page");
        page.locator(".choice input").nth(3).waitFor();
        page.context().close();
    }
}
