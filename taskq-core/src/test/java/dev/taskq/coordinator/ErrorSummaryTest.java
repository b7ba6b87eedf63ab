package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Failed tasks, grouped by their type and error. */
class ErrorSummaryTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private static FailedTask task(long id, String type, String error, String version) {
        return new FailedTask(
                id, type, NOW.plusSeconds(id), error, Optional.of(version).filter(text -> !text.isEmpty()));
    }

    private static ErrorReport of(FailedTask... newest) {
        return ErrorSummary.of(new FailedTasks(NOW, List.of(newest), Optional.empty()));
    }

    @Test
    void tasksWithTheSameErrorAreOneGroupAndTheLargestIsFirst() {
        ErrorReport report = of(
                task(5, "mail", "no host 1", "2.0"),
                task(4, "print", "no host 1", ""),
                task(3, "mail", "no host 22", "1.9"),
                task(2, "mail", "no host 3", ""));

        assertThat(report.groups())
                .containsExactly(
                        new ErrorGroup(
                                "mail",
                                "no host <n>",
                                3,
                                NOW.plusSeconds(2),
                                NOW.plusSeconds(5),
                                5,
                                List.of("1.9", "2.0"),
                                Optional.of("no host")),
                        new ErrorGroup(
                                "print",
                                "no host <n>",
                                1,
                                NOW.plusSeconds(4),
                                NOW.plusSeconds(4),
                                4,
                                List.of(),
                                Optional.of("no host")));
        assertThat(report.tasks()).isEqualTo(4);
        assertThat(report.allGroups()).isEqualTo(2);
    }

    @Test
    void reportTellsHowFarItReachesBack() {
        assertThat(of().since()).isEqualTo(NOW.minus(ErrorReport.WINDOW));
        assertThat(of().complete()).isTrue();

        ErrorReport cut = ErrorSummary.of(new FailedTasks(NOW, List.of(), Optional.of(NOW.minusSeconds(9))));
        assertThat(cut.since()).isEqualTo(NOW.minusSeconds(9));
        assertThat(cut.complete()).isFalse();
    }

    @Test
    void onlyTheMostFrequentErrorsAreListedAndAllAreCounted() {
        FailedTask[] tasks = IntStream.rangeClosed(0, ErrorReport.MOST_GROUPS)
                .mapToObj(i -> task(i, "type_" + i, "full", ""))
                .toArray(FailedTask[]::new);
        assertThat(of(tasks).groups()).hasSize(ErrorReport.MOST_GROUPS);
        assertThat(of(tasks).allGroups()).isEqualTo(ErrorReport.MOST_GROUPS + 1);
    }
}
