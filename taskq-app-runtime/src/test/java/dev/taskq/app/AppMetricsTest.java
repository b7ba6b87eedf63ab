package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskq.server.http.HttpMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.slf4j.LoggerFactory;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class AppMetricsTest {
    private static final Pattern CPU = Pattern.compile("^process_cpu_seconds_total (\\S+)$", Pattern.MULTILINE);

    @Test
    void showsWhichBuildRuns() {
        try (AppMetrics metrics = AppMetrics.on()) {
            assertThat(text(metrics))
                    .containsPattern(
                            "(?m)^taskq_build_info\\{commit=\"(unknown|[0-9a-f]{40})\",version=\"\\d+\\.\\d+\\.\\d+[^\"]*\"} 1(\\.0)?$");
        }
    }

    @Test
    void startLogsNoWarning() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(lines);
        try (AppMetrics metrics = AppMetrics.on()) {
            assertThat(metrics.isOn()).isTrue();

            assertThat(lines.list)
                    .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .isEmpty();
        } finally {
            root.detachAppender(lines);
        }
    }

    @Test
    void cpuTimeIsACounterInSeconds() {
        try (AppMetrics metrics = AppMetrics.on()) {
            double before = cpuSeconds(metrics);
            // The operating system counts CPU time in steps of a hundredth of a second.
            while (cpuSeconds(metrics) == before) {
                Thread.onSpinWait();
            }

            assertThat(before).isBetween(0.0, 3_600.0);
            assertThat(text(metrics)).doesNotContain("process_cpu_time_ns");
        }
    }

    @Test
    void scrapesInOneSecondShareOneRendering() {
        try (AppMetrics metrics = AppMetrics.on()) {
            byte[] before;
            do {
                // Repeats only if the machine paused for a second.
                before = metrics.scrape().orElseThrow();
                metrics.http().orElseThrow().answered("GET", HttpMetrics.NO_ROUTE, 404, Duration.ZERO);
            } while (!Arrays.equals(before, metrics.scrape().orElseThrow()));
        }
    }

    @Test
    void whereThereAreNoneThereIsNothingToRead() {
        try (AppMetrics metrics = AppMetrics.off()) {
            assertThat(metrics.registry()).isEmpty();
            assertThat(metrics.http()).isEmpty();
            assertThat(metrics.page()).isEmpty();
            assertThat(metrics.scrape()).isEmpty();
        }
    }

    private static double cpuSeconds(AppMetrics metrics) {
        Matcher matcher = CPU.matcher(text(metrics));
        assertThat(matcher.find()).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static String text(AppMetrics metrics) {
        return new String(metrics.scrape().orElseThrow(), StandardCharsets.UTF_8);
    }
}
