package dev.taskq.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** A page that is open in a browser and refreshes itself as its scripts do, until its thread is interrupted. */
final class OpenPage implements Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration PERIOD_OF_CHARTS = Duration.ofSeconds(30);
    /** console.js has it: of its time, a page spends at most one part in so many on its refreshes. */
    private static final int REST = 20;

    private final Browser browser;
    private final String path;
    private final boolean hasCharts;
    private final Duration offset;

    /**
     * A page.
     *
     * @param hasCharts whether it has a part with charts
     * @param offset how long after the others it is opened
     */
    OpenPage(Browser browser, String path, boolean hasCharts, Duration offset) {
        this.browser = browser;
        this.path = path;
        this.hasCharts = hasCharts;
        this.offset = offset;
    }

    @Override
    public void run() {
        try {
            Thread.sleep(offset);
            long charts = System.nanoTime();
            long next = System.nanoTime();
            while (true) {
                Thread.sleep(PERIOD);
                if (hasCharts && System.nanoTime() - charts > PERIOD_OF_CHARTS.toNanos()) {
                    charts = System.nanoTime();
                    browser.refresh(path, "history");
                }
                if (System.nanoTime() >= next) {
                    long begin = System.nanoTime();
                    Duration rest = browser.refresh(path, "live");
                    long end = System.nanoTime();
                    next = end + Math.max(rest.toNanos(), REST * (end - begin));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
