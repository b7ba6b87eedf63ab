package dev.taskq.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(3));
    private final Random random = new Random(1);

    @Test
    void successIsFinal() {
        assertThat(after(counts(2, 1, 4), new ExecutionEnd.Succeeded()))
                .isEqualTo(new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 2, 1, 0));
    }

    @Test
    void failureBacksOffUntilTheBoundIsReached() {
        assertThat(after(counts(3, 1, 2), new ExecutionEnd.Failed(SOON)))
                .isEqualTo(new Verdict(TaskStatus.SCHEDULED, SOON.get(), 4, 1, 0));
        assertThat(after(counts(4, 1, 0), new ExecutionEnd.Failed(SOON)))
                .isEqualTo(new Verdict(TaskStatus.FAILED, Duration.ZERO, 5, 1, 0));
    }

    @Test
    void failureWithoutDelayIsQueuedAtOnce() {
        assertThat(after(counts(0, 0, 0), new ExecutionEnd.Failed(Optional.of(Duration.ZERO))))
                .isEqualTo(new Verdict(TaskStatus.QUEUED, Duration.ZERO, 1, 0, 0));
    }

    @Test
    void timeOutCountsAsAFailure() {
        assertThat(after(counts(3, 1, 2), new ExecutionEnd.TimedOut(SOON)))
                .isEqualTo(new Verdict(TaskStatus.SCHEDULED, SOON.get(), 4, 1, 0));
    }

    @Test
    void failureThatShallNotBeTriedAgainIsFinal() {
        assertThat(after(counts(0, 0, 0), new ExecutionEnd.Failed(Optional.empty())))
                .isEqualTo(new Verdict(TaskStatus.FAILED, Duration.ZERO, 1, 0, 0));
    }

    @Test
    void givingUpIsFinalWhateverIsLeft() {
        assertThat(after(counts(0, 0, 0), new ExecutionEnd.GaveUp()))
                .isEqualTo(new Verdict(TaskStatus.FAILED, Duration.ZERO, 1, 0, 0));
    }

    @Test
    void releaseCountsNeitherAsFailureNorAsLoss() {
        assertThat(after(counts(1, 1, 8), new ExecutionEnd.Released()))
                .isEqualTo(new Verdict(TaskStatus.QUEUED, Duration.ZERO, 1, 1, 9));
    }

    @Test
    void tenReleasesInARowCountAsAFailure() {
        Verdict verdict = after(counts(1, 1, 9), new ExecutionEnd.Released());
        assertThat(verdict.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(verdict.failures()).isEqualTo(2);
        assertThat(verdict.releases()).isZero();
    }

    @Test
    void firstLossIsQueuedAtOnceAndLaterOnesBackOff() {
        assertThat(after(counts(1, 0, 0), new ExecutionEnd.Lost()))
                .isEqualTo(new Verdict(TaskStatus.QUEUED, Duration.ZERO, 1, 1, 0));
        Verdict second = after(counts(1, 1, 0), new ExecutionEnd.Lost());
        assertThat(second.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(second.delay()).isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
        assertThat(after(counts(1, 4, 0), new ExecutionEnd.Lost()).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void everyVerdictIsAMoveOfTheTable() {
        List<ExecutionEnd> ends = List.of(
                new ExecutionEnd.Succeeded(),
                new ExecutionEnd.Failed(SOON),
                new ExecutionEnd.Failed(Optional.of(Duration.ZERO)),
                new ExecutionEnd.Failed(Optional.empty()),
                new ExecutionEnd.GaveUp(),
                new ExecutionEnd.TimedOut(SOON),
                new ExecutionEnd.Cancelled(),
                new ExecutionEnd.Released(),
                new ExecutionEnd.Lost(),
                new ExecutionEnd.CutOff(),
                new ExecutionEnd.Overdue());
        List<TaskStatus> reachable = new ArrayList<>();
        for (Move move : Move.values()) {
            if (move.isOpenTo(TaskStatus.RUNNING)) {
                reachable.add(move.to());
            }
        }
        for (ExecutionEnd end : ends) {
            for (int count = 0; count < 12; count++) {
                assertThat(reachable)
                        .contains(after(counts(count, count, count), end).status());
            }
        }
    }

    @Test
    void tryingIsBoundedWhateverHappens() {
        for (int seed = 0; seed < 200; seed++) {
            Random chance = new Random(seed);
            Counts counts = Counts.NONE;
            int steps = 0;
            TaskStatus status = TaskStatus.RUNNING;
            while (status != TaskStatus.FAILED) {
                ExecutionEnd end = switch (chance.nextInt(3)) {
                    case 0 -> new ExecutionEnd.Failed(SOON);
                    case 1 -> new ExecutionEnd.Lost();
                    default -> new ExecutionEnd.Released();
                };
                Verdict verdict = after(counts, end);
                counts = new Counts(steps, verdict.failures(), verdict.losses(), verdict.releases());
                status = verdict.status();
                assertThat(++steps).as("steps with seed %d", seed).isLessThan(200);
            }
        }
    }

    private Verdict after(Counts counts, ExecutionEnd end) {
        return Verdicts.after(counts, 5, end, random);
    }

    private static Counts counts(int failures, int losses, int releases) {
        return new Counts(1, failures, losses, releases);
    }
}
