package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.taskq.NewTask;
import dev.taskq.spi.StorePort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The history in a real browser. Without one these tests are skipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryInBrowserTest {
    private Chromium chromium;
    private Served served;

    @BeforeAll
    void start() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), Chromium.MISSING);
        chromium = Chromium.start(executable.orElseThrow());
        StorePort store = Past.store();
        store.types().register(List.of("paint"));
        served = Served.start(store);
        assertThat(served.submit(NewTask.of("paint", "{}"))).isEqualTo(Past.SLOWEST);
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
            served.close();
        }
    }

    @Test
    void personSeesYesterdaysRate() {
        Page page = chromium.window(Chromium.size(1280, 800, ColorScheme.LIGHT));
        List<String> complaints = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        Chromium.signIn(page, served.address(), Served.ADMIN);

        assertThat(page.textContent("table.sums tr:has(th:text-is('Yesterday')) td:nth-child(3)"))
                .isEqualTo("2.0");
        page.click("nav[aria-label='Range of the charts'] >> text=Last month");
        page.waitForSelector("#chart-rates .u-over");
        assertThat(page.locator(".chart .u-over").count()).isEqualTo(4);
        assertThat(page.locator(".chart svg").first().isVisible()).isFalse();
        page.hover("#chart-rates .u-over");
        assertThat(page.textContent("#chart-rates .u-legend")).contains("in", "out");
        assertThat(complaints).isEmpty();
        page.context().close();
    }

    @Test
    void personFindsTheSlowestTaskOfTheLastHourAlsoWithoutScripts() {
        for (boolean scripts : new boolean[] {true, false}) {
            Page page =
                    chromium.window(Chromium.size(1280, 800, ColorScheme.DARK).setJavaScriptEnabled(scripts));
            Chromium.signIn(page, served.address(), Served.ADMIN);
            page.click("nav[aria-label=Console] >> text=Types");
            page.click("tbody th >> text=paint");
            assertThat(page.textContent("table.slowest tbody tr:first-child"))
                    .contains(Long.toString(Past.SLOWEST), "1 min 30 s");
            if (!scripts) {
                assertThat(page.locator(".chart svg").first().isVisible()).isTrue();
            }
            page.click("table.slowest tbody tr:first-child a");
            page.waitForURL(served.address() + "/console/tasks/" + Past.SLOWEST);
            assertThat(page.textContent("h1")).isEqualTo("Task " + Past.SLOWEST);
            page.context().close();
        }
    }

    /** The charts are drawn again by a refresh, and what a person has opened stays open. */
    @Test
    void chartsRefreshThemselves() {
        Page page = chromium.window(Chromium.size(360, 780, ColorScheme.LIGHT));
        Chromium.signIn(page, served.address(), Served.ADMIN);
        page.waitForSelector("#chart-rates .u-over");
        page.click("details.figures summary");
        page.evaluate("document.querySelector('#chart-rates .plot').dataset.old = 'yes'");

        page.evaluate("htmx.trigger(document.getElementById('history'), 'refresh')");

        page.waitForSelector("#chart-rates .plot:not([data-old]) .u-over");
        assertThat(page.locator("details.figures").getAttribute("open")).isNotNull();
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
        page.context().close();
    }
}
