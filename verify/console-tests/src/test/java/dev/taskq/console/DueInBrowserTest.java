package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.taskq.NewTask;
import dev.taskq.TaskStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is due when, in a real browser. Without one these tests are skipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DueInBrowserTest {
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

    private long at(Instant due) {
        return served.submit(NewTask.of("lonely", "{}").runAt(due).withOrigin(Served.origin("shop")));
    }

    /** On a phone, and without scripts. */
    @Test
    void personFindsWhatIsDueInAnHourAndRunsItNow() {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(5, ChronoUnit.HOURS);
        at(hour.minus(2, ChronoUnit.HOURS));
        long id = at(hour.plusSeconds(30));
        Page page = chromium.window(Chromium.size(360, 780, ColorScheme.LIGHT).setJavaScriptEnabled(false));
        Chromium.signIn(page, served.address(), Served.ADMIN);

        page.click("nav[aria-label=Console] >> text=Due");
        assertThat(page.locator("tbody tr").count()).isEqualTo(2);
        page.click("ol.hours a:has(time[datetime='" + hour + "'])");
        assertThat(page.locator("tbody tr").count()).isEqualTo(1);
        assertThat(page.getAttribute("tbody tr time", "title"))
                .isEqualTo(hour.plusSeconds(30).toString());
        assertThat(page.textContent("tbody tr")).contains("task " + id, "scheduled", "waits for its due time");
        page.click("tbody button:has-text('Run now')");

        assertThat(page.textContent("main .notice")).isEqualTo("The task is queued.");
        assertThat(page.textContent("h1")).isEqualTo("Task " + id);
        assertThat(served.coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.QUEUED);
        page.context().close();
    }

    @Test
    void openPageShowsWhatBecomesDueByItself() {
        Page page = chromium.window(Chromium.size(1280, 800, ColorScheme.DARK));
        Chromium.signIn(page, served.address(), Served.ADMIN);
        page.navigate(served.address() + "/console/due");
        long id = at(Instant.now().plus(1, ChronoUnit.HOURS));
        String row = "tbody th >> text='task " + id + "'";
        page.waitForSelector(row);
        served.coordinator.cancel(id);
        page.waitForSelector(row, new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
        page.context().close();
    }
}
