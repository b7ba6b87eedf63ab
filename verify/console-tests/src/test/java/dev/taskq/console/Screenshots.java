package dev.taskq.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Recurrence;
import dev.taskq.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the pictures of docs/console.md, light and dark, in the folder that its argument names. */
final class Screenshots {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 700;

    /** The pages of which the picture has all. */
    private static final List<String> LONG = List.of("task", "type");

    private Screenshots() {}

    /**
     * Makes the pictures.
     *
     * @param args the folder
     */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        try (Chromium chromium = Chromium.start(Chromium.find().orElseThrow());
                Served served = Served.start(Past.withFailures())) {
            for (int i = 0; i < 40; i++) {
                // More of them in some hours than in others.
                Duration delay = Duration.ofMinutes(190 + 29L * i + i * i % 7 * 11L);
                served.submit(NewTask.of("mail", "{}").delayedBy(delay).withOrigin(Served.origin("shop")));
            }
            fired(served, "nightly-report", "operator", List.of("greet", "greet", "break", "greet"), 5);
            fired(served, "weekly-invoices", "shop", List.of("greet"), 7);
            for (int i = 0; i < 12; i++) {
                served.run("greet", i % 2 == 0 ? "shop" : "mail");
            }
            served.running();
            served.waiting("shop");
            served.submit(NewTask.of("greet", "{}").delayedBy(Duration.ofHours(2)));
            long failedId = served.submit(
                    NewTask.of("break", "{\"source\":\"in/picture-12.png\",\"width\":64,\"sizes\":[32,64,128]}")
                            .withMaxAttempts(2)
                            .withOrigin(Served.origin("shop")));
            Task failed = served.end(failedId);
            Map<String, String> views = new LinkedHashMap<>();
            views.put("sign-in", "/console/sign-in");
            views.put("overview", "/console");
            views.put("types", "/console/types");
            views.put("type", "/console/types/break");
            views.put("history", "/console?range=hour");
            views.put("tasks", "/console/tasks");
            views.put("task", "/console/tasks/" + failed.id());
            views.put("agents", "/console/agents");
            views.put("schedules", "/console/schedules");
            views.put("due", "/console/due");
            views.put("again", "/console/tasks/" + failed.id() + "/again");
            views.put("errors", "/console/errors");
            awaitCounts(served);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                shoot(chromium, served, views, scheme, folder);
            }
        }
    }

    /** A schedule whose newest tasks are of these types in turn, so many times. */
    private static void fired(Served served, String name, String caller, List<String> types, int times) {
        for (int i = 0; i < times; i++) {
            for (String type : types) {
                served.coordinator
                        .schedules()
                        .put(NewSchedule.of(name, Recurrence.every(Duration.ofDays(1)), type, "{}")
                                .withMaxAttempts(1)
                                .withCaller(caller));
                served.end(served.runNow(name));
            }
        }
    }

    /** The leader counts what waits every few seconds, and agents report as often. */
    private static void awaitCounts(Served served) {
        Served.eventually(() -> served.coordinator.type("lonely").orElseThrow().waiting() > 0
                && served.coordinator.type("hold").orElseThrow().running() > 0);
    }

    private static void shoot(
            Chromium chromium, Served served, Map<String, String> views, ColorScheme scheme, Path folder) {
        Page page = chromium.window(Chromium.size(WIDTH, HEIGHT, scheme));
        views.forEach((name, path) -> {
            if (name.equals("overview")) {
                Chromium.signIn(page, served.address(), Served.ADMIN);
            }
            page.navigate(served.address() + path);
            page.waitForSelector(
                    "#errors[hx-get]", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
            Path picture =
                    folder.resolve("console-" + name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
            if (name.equals("history")) {
                page.waitForSelector("#history .u-over");
                page.locator("#history").screenshot(new Locator.ScreenshotOptions().setPath(picture));
            } else {
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(LONG.contains(name))
                        .setPath(picture));
            }
        });
        page.context().close();
    }
}
