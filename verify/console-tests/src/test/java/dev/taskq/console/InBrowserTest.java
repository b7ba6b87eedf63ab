package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console in a real browser. Without one these tests are skipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InBrowserTest {
    private Chromium chromium;
    private Served served;
    private Task failed;
    private long waiting;

    @BeforeAll
    void start() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), Chromium.MISSING);
        chromium = Chromium.start(executable.orElseThrow());
        served = Served.start();
        failed = served.run("break", "shop");
        waiting = served.waiting("shop");
        served.schedule("nightly", "operator");
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
            served.close();
        }
    }

    private Page signedIn(Browser.NewContextOptions options) {
        Page page = chromium.window(options);
        Chromium.signIn(page, served.address(), Served.ADMIN);
        return page;
    }

    private static Browser.NewContextOptions desktop() {
        return Chromium.size(1280, 800, ColorScheme.LIGHT);
    }

    private void open(Page page, String path) {
        page.navigate(served.address() + path);
    }

    private TaskStatus status(long id) {
        return served.coordinator.find(id).orElseThrow().status();
    }

    @Test
    void withoutScriptsATaskIsFoundRetriedAndCancelled() {
        Task task = served.run("break", "no-scripts");
        Page page = signedIn(desktop().setJavaScriptEnabled(false));
        page.click("nav[aria-label=Console] >> text=Tasks");
        page.click("nav[aria-label=Statuses] >> text=failed");
        page.click("details.filters summary");
        page.fill("#f-caller", "no-scripts");
        page.click("text=Apply");
        assertThat(page.textContent(".chips")).contains("no-scripts");
        page.click("tbody th a");
        assertThat(page.textContent("h1")).isEqualTo("Task " + task.id());
        page.click("button:has-text('Retry')");
        assertThat(page.textContent("main .notice")).isEqualTo("The task is queued.");
        served.end(task.id());

        long id = served.waiting("no-scripts");
        open(page, "/console/tasks/" + id);
        page.click("button:has-text('Cancel')");
        assertThat(page.textContent("main .notice")).isEqualTo("The task is cancelled.");
        assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
        page.context().close();
    }

    @Test
    void theKeyboardAloneIsEnough() {
        Task task = served.run("break", "keyboard");
        Page page = chromium.window(desktop());
        open(page, "/console/tasks/" + task.id());
        // The browser gives the field the focus when it first draws the page, which may be after the page is loaded.
        page.waitForSelector("input:focus");
        page.keyboard().type(Served.ADMIN);
        page.keyboard().press("Enter");
        page.waitForURL(served.address() + "/console/tasks/" + task.id());

        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Skip to the content");
        page.keyboard().press("Enter");
        for (int i = 0; i < 20 && !focused(page).equals("Retry"); i++) {
            page.keyboard().press("Tab");
            assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                    .isEqualTo("solid");
        }
        assertThat(focused(page)).isEqualTo("Retry");
        page.keyboard().press("Enter");
        page.waitForSelector("main .notice >> text=The task is queued.");
        served.end(task.id());
        page.context().close();
    }

    /** With the keyboard alone, and without scripts. */
    @Test
    void textOfAFormWhoseSessionEndedIsThereAfterTheSignIn() {
        String text = "{\"typed\": \"</textarea>\\\"><script>alert(1)</script>\"}";
        long tasks = served.waiting("text");
        Page page = signedIn(desktop().setJavaScriptEnabled(false));
        open(page, "/console/tasks/" + tasks + "/again");
        page.fill("#e-params", text);
        page.context().clearCookies();
        page.press("#e-delay", "Enter");
        assertThat(page.textContent("[role=alert]")).contains("Your session has ended");
        page.keyboard().type(Served.ADMIN);
        page.keyboard().press("Enter");
        page.waitForSelector("[role=alert] >> text=send it again");
        assertThat(page.inputValue("#e-params")).isEqualTo(text);
        page.press("#e-delay", "Enter");
        page.waitForSelector("main .notice >> text=This task was submitted.");
        assertThat(page.textContent("section[aria-labelledby=params-title]")).contains("</textarea>");
        page.context().close();
    }

    @Test
    void keysLeadToTheSearchThroughTheRowsAndIntoOne() {
        Page page = signedIn(desktop());
        open(page, "/console/tasks");
        page.keyboard().press("/");
        page.keyboard().type("jk");
        assertThat(page.inputValue("#id")).isEqualTo("jk");
        page.evaluate("document.activeElement.blur()");
        List<String> ids = page.locator("tbody th a").allTextContents();
        for (String key : List.of("j", "j", "k", "j")) {
            page.keyboard().press(key);
        }
        assertThat(focused(page)).isEqualTo(ids.get(1));
        page.keyboard().press("Enter");
        page.waitForURL(served.address() + "/console/tasks/" + ids.get(1));

        page.keyboard().press("?");
        assertThat(page.isVisible("#keys")).isTrue();
        page.uncheck("#keys input");
        page.keyboard().press("Escape");
        page.keyboard().press("?");
        assertThat(page.isVisible("#keys")).isFalse();
        page.context().close();
    }

    @Test
    void paletteLeadsToViewsTypesAndTasks() {
        Page page = signedIn(desktop());
        for (var wanted : Map.of(
                        "sched",
                        "/console/schedules",
                        "lonel",
                        "/console/types/lonely",
                        Long.toString(waiting),
                        "/console/tasks/" + waiting)
                .entrySet()) {
            page.keyboard().press("Control+k");
            page.keyboard().type(wanted.getKey());
            page.waitForSelector("#palette li[aria-selected=true]:not(:has-text('in their name'))");
            page.keyboard().press("Enter");
            page.waitForURL(served.address() + wanted.getValue());
        }
        page.click("button[data-opens=palette] >> visible=true");
        page.fill("#palette input", "no-such-type");
        page.waitForSelector("#palette li:only-child:has-text('in their name')");
        page.keyboard().press("Enter");
        page.waitForSelector("text=No type has a name that contains");
        page.context().close();
    }

    @Test
    void viewIsSavedUnderANameAndRemoved() {
        Page page = signedIn(desktop());
        open(page, "/console/tasks?status=failed&caller=shop");
        page.fill("#view-name", "Failures of the shop");
        page.press("#view-name", "Enter");
        open(page, "/console/tasks");
        assertThat(page.isVisible("#view-name")).isFalse();
        page.click("#views >> text=Failures of the shop");
        page.waitForURL(served.address() + "/console/tasks?status=failed&caller=shop");
        page.click("[aria-label='Remove the view Failures of the shop']");
        assertThat(page.locator("#views li").count()).isEqualTo(0);
        page.context().close();
    }

    private static String focused(Page page) {
        return String.valueOf(page.evaluate("document.activeElement.textContent"));
    }

    @Test
    void openPageShowsWhatChangedByItself() {
        Page page = signedIn(desktop());
        long id = served.waiting("by-itself");
        open(page, "/console/tasks/" + id);
        page.evaluate("window.notLoadedAgain = true");
        served.coordinator.cancel(id);
        page.waitForSelector(".lead .status-cancelled");
        assertThat(page.evaluate("window.notLoadedAgain")).isEqualTo(true);
        // It is final, so the page does not ask again.
        assertThat(page.getAttribute("#live", "hx-get")).isNull();
        page.context().close();
    }

    @Test
    void pageWithTheMouseOnAButtonIsNotTakenAway() {
        Page page = signedIn(desktop());
        long id = served.waiting("hover");
        open(page, "/console/tasks/" + id);
        page.waitForFunction("typeof htmx === 'object'");
        page.hover("button:has-text('Cancel')");
        assertIsNotTakenAway(page, "/tasks/" + id);
        page.hover("h1");
        served.coordinator.cancel(id);
        page.waitForSelector(".lead .status-cancelled");
        page.context().close();
    }

    /** Its tooltip is shown by the browser, and only as long as the mark is there. */
    @Test
    @Tag("full")
    void pageWithTheMouseOnAMarkIsNotTakenAway() {
        Page page = signedIn(desktop());
        served.schedule("pointed-at", "operator");
        served.end(served.runNow("pointed-at"));
        open(page, "/console/schedules/pointed-at");
        page.waitForFunction("typeof htmx === 'object'");
        page.hover(".spark g");
        assertIsNotTakenAway(page, "/schedules/pointed-at");
        page.hover("h1");
        served.coordinator.schedules().pause("pointed-at");
        page.waitForSelector("text=Paused: it does not fire");
        page.context().close();
    }

    /** Waits until two refreshes would have been due, and none was asked for. */
    static void assertIsNotTakenAway(Page page, String path) {
        page.evaluate(
                "new Promise(done => { let n = 0; const real = document.getElementById('live').querySelector.bind("
                        + "document.getElementById('live')); document.getElementById('live').querySelector = (text) => {"
                        + " if (text.startsWith('button:hover') && ++n === 2) { done(); } return real(text); }; })");
        assertThat(page.evaluate("window.asked = performance.getEntriesByType('resource')"
                        + ".filter(entry => entry.name.endsWith('" + path + "')).length"))
                .isEqualTo(0);
    }

    @Test
    void copyPutsATextIntoTheClipboard() {
        Page page = signedIn(desktop().setPermissions(List.of("clipboard-read", "clipboard-write")));
        open(page, "/console/tasks/" + failed.id());
        page.click("section[aria-labelledby=by-api] button.copy");
        page.waitForSelector("button.copy >> text=Copied");
        assertThat(page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo("curl -s -X POST \"$TASKQ/v1/tasks/" + failed.id()
                        + ":retry\" -H \"Authorization: Bearer $TOKEN\"");
        page.context().close();
    }
}
