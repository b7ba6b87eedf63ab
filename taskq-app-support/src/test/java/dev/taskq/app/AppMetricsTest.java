package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AppMetricsTest {
    private static final Pattern CPU = Pattern.compile("^process_cpu_seconds_total (\\S+)$", Pattern.MULTILINE);

    @Test
    void showsWhichBuildRuns() {
        try (AppMetrics metrics = AppMetrics.on()) {
            assertThat(metrics.scrape().orElseThrow())
                    .containsPattern(
                            "(?m)^taskq_build_info\\{commit=\"(unknown|[0-9a-f]{40})\",version=\"\\d+\\.\\d+\\.\\d+[^\"]*\"} 1(\\.0)?$");
        }
    }

    @Test
    void cpuTimeIsACounterInSeconds() {
        try (AppMetrics metrics = AppMetrics.on()) {
            double before = cpuSeconds(metrics);
            // The smallest step in which the operating system counts is a hundredth of a second.
            while (cpuSeconds(metrics) == before) {
                Thread.onSpinWait();
            }

            assertThat(before).isBetween(0.0, 3_600.0);
            assertThat(metrics.scrape().orElseThrow()).doesNotContain("process_cpu_time_ns");
        }
    }

    private static double cpuSeconds(AppMetrics metrics) {
        Matcher matcher = CPU.matcher(metrics.scrape().orElseThrow());
        assertThat(matcher.find()).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
