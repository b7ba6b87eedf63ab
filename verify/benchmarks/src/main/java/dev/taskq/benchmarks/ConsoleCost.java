package dev.taskq.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * How fast the console answers over a large store, and what open consoles cost Postgres. Each view is opened many times, one after the
 * other. Then one page of each kind, and 50 pages of all kinds, are open for a while, and refresh themselves as their scripts do. What
 * Postgres uses without them, before and after, is subtracted.
 */
final class ConsoleCost {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int WARM_UP = 30;
    private static final int TIMES = 100;
    private static final int MANY = 50;
    private static final int BROWSERS = 10;
    private static final int MOST_STATEMENTS = 15;
    private static final double MILLIS_P95 = 200;
    private static final double PERCENT_OF_ONE = 0.2;
    private static final double PERCENT_OF_MANY = 5 * PERCENT_OF_ONE;
    private static final double MILLION = 1e6;
    private static final Pattern TASK = Pattern.compile("href=\"(/console/tasks/[0-9]+)\"");

    private final Target target;
    private final Table table;
    private final int tasks;
    private final Duration each;
    private final Statements statements;

    /**
     * A measurement.
     *
     * @param tasks how many tasks are stored
     * @param each how long one page of each kind is open
     */
    ConsoleCost(Target target, int tasks, Duration each, Table table) throws SQLException {
        this.target = target;
        this.tasks = tasks;
        this.each = each;
        this.table = table;
        this.statements = new Statements(target);
    }

    /**
     * A view.
     *
     * @param refreshes whether it refreshes itself
     * @param hasCharts whether it has charts, which refresh by themselves
     */
    private record View(String name, String path, boolean refreshes, boolean hasCharts) {
        static View live(String name, String path) {
            return new View(name, path, true, false);
        }

        static View charts(String name, String path) {
            return new View(name, path, true, true);
        }

        static View still(String name, String path) {
            return new View(name, path, false, false);
        }
    }

    private static List<View> views(String task) {
        return List.of(
                View.charts("overview", "/console"),
                View.still("overview, charts of a month", "/console?range=month"),
                View.live("types", "/console/types"),
                View.charts("a type", "/console/types/type_7"),
                // Of the types that fail, each has about a hundred of the newest failures.
                View.still("a type that fails", "/console/types/type_10"),
                View.live("tasks", "/console/tasks"),
                View.live("tasks that failed", "/console/tasks?status=failed"),
                View.live("tasks of a type", "/console/tasks?type=type_7"),
                View.live("tasks with an error that none has", "/console/tasks?error_contains=absent"),
                View.live("a task", task),
                View.still("errors", "/console/errors"),
                View.still("errors of a type", "/console/errors?type=type_10"),
                View.live("operations", "/console/operations"),
                View.live("agents", "/console/agents"),
                View.live("schedules", "/console/schedules"),
                View.live("due", "/console/due"),
                View.live("audit", "/console/audit"),
                View.live("audit of a caller", "/console/audit?caller=caller-7"),
                View.live("audit of an action that is rare", "/console/audit?action=schedule.run"));
    }

    void run() throws Exception {
        new ConsoleRows(target).fill(tasks);
        List<Figure> figures = new ArrayList<>();
        List<Browser> browsers = new ArrayList<>();
        try {
            for (int i = 0; i < BROWSERS; i++) {
                browsers.add(
                        new Browser(target.stack().address(), target.stack().token()));
            }
            List<View> views = views(aTask(browsers.getFirst()));
            for (View view : views) {
                figures.add(latency(browsers.getFirst(), view));
            }
            List<View> live = views.stream().filter(View::refreshes).toList();
            double idle = used(List.of(), each);
            for (View view : live) {
                double open = used(List.of(page(browsers.getFirst(), view, 0)), each);
                double idleAfter = used(List.of(), each);
                // The duties of the leader vary: what they use is measured on both sides of it.
                double one = open - (idle + idleAfter) / 2;
                table.note(String.format(
                        Locale.ROOT,
                        "%s: Postgres %.2f %% of a core, without %.2f and %.2f",
                        view.name(),
                        open,
                        idle,
                        idleAfter));
                figures.add(Figure.of(view.name() + ", one open", "Postgres, % of a core", one)
                        .atMost(PERCENT_OF_ONE));
                idle = idleAfter;
            }
            List<OpenPage> many = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                many.add(page(browsers.get(i % BROWSERS), live.get(i % live.size()), i));
            }
            idle = used(List.of(), MINUTE);
            statements.forget();
            figures.add(Figure.of(MANY + " consoles of all kinds", "Postgres, % of a core", used(many, MINUTE) - idle)
                    .atMost(PERCENT_OF_MANY));
            statements.longest(MOST_STATEMENTS).forEach(table::note);
        } finally {
            browsers.forEach(Browser::close);
        }
        table.figures(figures);
    }

    private static String aTask(Browser browser) throws IOException, InterruptedException {
        Matcher task = TASK.matcher(browser.open("/console/tasks?status=queued"));
        if (!task.find()) {
            throw new IllegalStateException("no task waits");
        }
        return task.group(1);
    }

    private static OpenPage page(Browser browser, View view, int number) {
        return new OpenPage(browser, view.path(), view.hasCharts(), Duration.ofMillis(2_000L * number / MANY));
    }

    private Figure latency(Browser browser, View view) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        browser.open(view.path());
        double first = (System.nanoTime() - begin) / MILLION;
        for (int i = 0; i < WARM_UP; i++) {
            browser.open(view.path());
        }
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < TIMES; i++) {
            begin = System.nanoTime();
            browser.open(view.path());
            nanos.recordValue(System.nanoTime() - begin);
        }
        table.latency(String.format(Locale.ROOT, "%s (first %.0f ms)", view.name(), first), nanos);
        return Figure.of(view.name(), "p95, ms", nanos.getValueAtPercentile(95) / MILLION)
                .atMost(MILLIS_P95);
    }

    /** What Postgres uses while pages are open, in percent of a core. */
    private double used(List<OpenPage> pages, Duration time) throws InterruptedException {
        List<Thread> threads = pages.stream().map(Thread.ofVirtual()::start).toList();
        // The first refreshes read what no cache has yet.
        Thread.sleep(Duration.ofSeconds(5));
        Duration before = Cpu.of(target.stack().postgres());
        long begin = System.nanoTime();
        Thread.sleep(time);
        double nanos = System.nanoTime() - begin;
        double used = 100 * Cpu.of(target.stack().postgres()).minus(before).toNanos() / nanos;
        for (Thread thread : threads) {
            if (!thread.isAlive()) {
                throw new IllegalStateException("a page could not be refreshed");
            }
            thread.interrupt();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return used;
    }
}
