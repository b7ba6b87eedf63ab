package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Failed tasks, grouped by their type and error. */
class ErrorSummaryTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private static FailedTask task(long id, String type, String error, String version) {
        return new FailedTask(
                id, type, NOW.plusSeconds(id), error, Optional.of(version).filter(text -> !text.isEmpty()));
    }

    private static ErrorSummary summary(FailedTask... newest) {
        return ErrorSummary.of(new FailedTasks(NOW, List.of(newest), Optional.empty()));
    }

    private static ErrorReport of(FailedTask... newest) {
        return summary(newest).report();
    }

    private static FailedTask failed(long id, Instant at) {
        return new FailedTask(id, "mail", at, "full", Optional.empty());
    }

    /** All tasks of these tests failed when they were read, or soon after. */
    private static List<Long> counts(long last) {
        return Stream.concat(Collections.nCopies(ErrorReport.PARTS - 1, 0L).stream(), Stream.of(last))
                .toList();
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
                                counts(3),
                                Optional.of("no host")),
                        new ErrorGroup(
                                "print",
                                "no host <n>",
                                1,
                                NOW.plusSeconds(4),
                                NOW.plusSeconds(4),
                                4,
                                List.of(),
                                counts(1),
                                Optional.of("no host")));
        assertThat(report.tasks()).isEqualTo(4);
        assertThat(report.allGroups()).isEqualTo(2);
    }

    @Test
    void reportTellsHowFarItReachesBack() {
        assertThat(of().since()).isEqualTo(NOW.minus(ErrorReport.WINDOW));
        assertThat(of().complete()).isTrue();

        ErrorReport cut = ErrorSummary.of(new FailedTasks(NOW, List.of(), Optional.of(NOW.minusSeconds(9))))
                .report();
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

    @Test
    void reportOfATypeHasItsErrorsAlsoIfThoseOfOthersAreMoreFrequent() {
        FailedTask[] tasks = IntStream.range(0, 3 * ErrorReport.MOST_GROUPS)
                .mapToObj(i -> task(1_000 - i, i == 2 ? "mail" : "print_" + i / 2, i == 2 ? "no host" : "full", ""))
                .toArray(FailedTask[]::new);
        ErrorSummary summary = summary(tasks);
        assertThat(summary.report().groups()).extracting(ErrorGroup::type).doesNotContain("mail");

        ErrorReport mail = summary.report("mail");

        assertThat(mail.groups()).extracting(ErrorGroup::error).containsExactly("no host");
        assertThat(mail.tasks()).isEqualTo(1);
        assertThat(mail.allGroups()).isEqualTo(1);
        assertThat(mail.at()).isEqualTo(NOW);
        assertThat(mail.complete()).isTrue();
        assertThat(summary.report("absent"))
                .isEqualTo(new ErrorReport(NOW, NOW.minus(ErrorReport.WINDOW), 0, true, List.of(), 0));
    }

    @Test
    void tasksAreCountedInTheHourInWhichTheyFailed() {
        Instant since = NOW.minus(ErrorReport.WINDOW);
        ErrorReport report = of(
                failed(6, NOW.plusMillis(1)),
                failed(5, NOW),
                failed(4, NOW.minusNanos(1)),
                failed(3, NOW.minus(Duration.ofHours(1))),
                failed(2, NOW.minus(Duration.ofHours(1)).minusNanos(1)),
                failed(1, since));

        List<Long> counts = report.groups().getFirst().counts();
        assertThat(counts).hasSize(24);
        assertThat(counts.get(23)).isEqualTo(4);
        assertThat(counts.get(22)).isEqualTo(1);
        assertThat(counts.getFirst()).isEqualTo(1);
        assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(6);
        assertThat(report.part()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void reportThatReachesBackLessHasPartsOfThatTime() {
        Instant since = NOW.minusSeconds(24);
        List<FailedTask> tasks = List.of(failed(3, NOW), failed(2, NOW.minusSeconds(2)), failed(1, since));
        ErrorReport report =
                ErrorSummary.of(new FailedTasks(NOW, tasks, Optional.of(since))).report();

        List<Long> counts = report.groups().getFirst().counts();
        assertThat(report.part()).isEqualTo(Duration.ofSeconds(1));
        assertThat(List.of(counts.get(23), counts.get(22), counts.getFirst())).containsExactly(1L, 1L, 1L);
    }

    /** So many may fail at once that all that were read did so after the clock was. */
    @Test
    void reportThatReachesBackNoTimeHasAllInItsLastPart() {
        Instant since = NOW.plusMillis(1);
        ErrorReport report = ErrorSummary.of(
                        new FailedTasks(NOW, List.of(failed(2, since), failed(1, since)), Optional.of(since)))
                .report();

        assertThat(report.groups().getFirst().counts()).isEqualTo(counts(2));
        assertThat(report.part()).isZero();
    }
}
