package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.taskq.NewOperation;
import dev.taskq.NewTask;
import dev.taskq.OperationAction;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds for every view of the console, in a real browser. Without one these tests are skipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewsInBrowserTest {
    /** What axe finds, of the rules of WCAG A and AA and of its best practices. */
    private static final String ALL_RULES = "{}";

    /** All else is the same in light and dark. */
    private static final String CONTRAST = "{runOnly: ['color-contrast']}";

    private static final int WIDE = 1280;
    /** As wide as the wide one at 200 %. */
    private static final int ENLARGED = 640;

    private static final int PHONE = 360;
    private static final int HEIGHT = 780;

    private Chromium chromium;
    private Served served;
    private Task failed;
    private Task hostile;
    private long waiting;
    private long running;
    private long operation;

    @BeforeAll
    void start() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), Chromium.MISSING);
        chromium = Chromium.start(executable.orElseThrow());
        served = Served.start(Past.store());
        failed = served.run("break", "shop");
        hostile = served.hostile();
        waiting = served.waiting("shop");
        running = served.running();
        served.submit(NewTask.of("lonely", "{}").delayedBy(Duration.ofHours(2)));
        served.schedule("nightly", "operator");
        served.end(served.runNow("nightly"));
        NewOperation count = NewOperation.of(OperationAction.RETRY, TaskFilter.ALL.withErrorContaining("the disk"));
        operation = served.coordinator
                .startOperation(count.asDryRun().withOrigin(Served.origin("operator")))
                .id();
        // So that the audit has an entry.
        assertThat(served.visitor(Served.ADMIN)
                        .act("/console/types/lonely", "/console/types/lonely/pause")
                        .status())
                .isEqualTo(303);
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
            served.close();
        }
    }

    private List<String> views() {
        return List.of(
                "/console",
                "/console/types",
                "/console/types/lonely",
                "/console/types/break",
                "/console/types/hostile",
                "/console/errors",
                "/console/errors?type=hostile",
                "/console/tasks",
                "/console/tasks?status=failed&caller=shop",
                "/console/tasks/" + failed.id(),
                "/console/tasks/" + hostile.id(),
                "/console/tasks/" + waiting,
                "/console/tasks/" + running,
                "/console/tasks/" + failed.id() + "/again",
                "/console/schedules/nightly",
                "/console/schedules/nightly/edit",
                "/console/agents",
                "/console/schedules",
                "/console/due",
                "/console/due?from=2999-01-01T00:00:00Z",
                "/console/operations",
                "/console/operations/" + operation,
                "/console/audit",
                "/console/nothing");
    }

    private void open(Page page, String path) {
        page.navigate(served.address() + path);
        // The errors of a type are loaded when its page is open.
        page.waitForSelector(
                "#errors[hx-get]", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
    }

    @Test
    void axeFindsNothingInTheViewsOfMostElements() throws IOException {
        List<String> views = List.of(
                "/console",
                "/console/types/break",
                "/console/errors",
                "/console/tasks",
                "/console/tasks/" + failed.id(),
                "/console/schedules",
                "/console/due");
        assertAxeFindsNothing(views, Chromium.size(WIDE, HEIGHT, ColorScheme.LIGHT), ALL_RULES);
    }

    @Test
    @Tag("full")
    void axeFindsNothingInLightAndDark() throws IOException {
        assertAxeFindsNothing(views(), Chromium.size(WIDE, HEIGHT, ColorScheme.LIGHT), ALL_RULES);
        assertAxeFindsNothing(views(), Chromium.size(WIDE, HEIGHT, ColorScheme.DARK), CONTRAST);
    }

    @Test
    @Tag("full")
    void axeFindsNothingOnAPhoneOrEnlarged() throws IOException {
        assertAxeFindsNothing(views(), Chromium.size(ENLARGED, HEIGHT, ColorScheme.LIGHT), ALL_RULES);
        assertAxeFindsNothing(views(), Chromium.size(PHONE, HEIGHT, ColorScheme.LIGHT), ALL_RULES);
        assertAxeFindsNothing(views(), Chromium.size(PHONE, HEIGHT, ColorScheme.DARK), CONTRAST);
    }

    private void assertAxeFindsNothing(List<String> views, Browser.NewContextOptions window, String rules)
            throws IOException {
        String axe;
        try (InputStream in = getClass().getResourceAsStream("/axe.min.js")) {
            axe = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        String run = "async () => { document.querySelectorAll('details').forEach(d => { d.open = true; });"
                + " return (await axe.run(" + rules + ")).violations.map(v => v.id + ': '"
                + " + v.nodes.map(n => n.html + ' ' + n.any.map(a => a.message).join('; ')).join(' | ')); }";
        Page page = chromium.window(window.setBypassCSP(true));
        page.addInitScript(axe);
        open(page, "/console/sign-in");
        assertThat((List<?>) page.evaluate(run)).as("sign-in").isEmpty();
        Chromium.signIn(page, served.address(), Served.ADMIN);
        for (String view : views) {
            open(page, view);
            assertThat((List<?>) page.evaluate(run)).as("%s", view).isEmpty();
        }
        open(page, "/console");
        for (String keys : List.of("Control+k", "?")) {
            page.keyboard().press(keys);
            assertThat((List<?>) page.evaluate(run)).as("%s", keys).isEmpty();
            page.keyboard().press("Escape");
        }
        open(page, "/console/schedules/nightly/edit");
        page.context().clearCookies();
        page.click("button:has-text('Save')");
        assertThat((List<?>) page.evaluate(run)).as("carrying a form").isEmpty();
        page.fill("#token", Served.ADMIN);
        page.press("#token", "Enter");
        page.waitForSelector("[role=alert] >> text=send it again");
        assertThat((List<?>) page.evaluate(run)).as("shown again").isEmpty();
        open(page, "/console");
        // It would find it.
        page.evaluate("document.querySelector('h1').setAttribute('style', 'color: #888; background: #999')");
        assertThat((List<?>) page.evaluate(run)).hasSize(1);
        page.context().close();
    }

    @Test
    void noViewScrollsSidewaysOnAPhoneOrEnlarged() {
        for (int width : new int[] {PHONE, ENLARGED}) {
            Page page = chromium.window(Chromium.size(width, HEIGHT, ColorScheme.LIGHT));
            Chromium.signIn(page, served.address(), Served.ADMIN);
            for (String view : views()) {
                open(page, view);
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as("%s at %d", view, width)
                        .isEqualTo(width);
            }
            page.context().close();
        }
    }

    @Test
    void nothingIsRefusedByTheContentPolicyAndHostileTextsStayTexts() {
        Page page = chromium.window(Chromium.size(WIDE, HEIGHT, ColorScheme.LIGHT));
        List<String> complaints = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("404")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("a script of a task ran");
            dialog.dismiss();
        });
        Chromium.signIn(page, served.address(), Served.ADMIN);
        for (String view : views()) {
            open(page, view);
            page.waitForFunction("typeof htmx === 'object'");
        }
        assertThat(complaints).isEmpty();
        page.context().close();
    }
}
