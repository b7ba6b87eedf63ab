package dev.taskq.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.load.Coordinator.Answer;
import dev.taskq.load.Coordinator.Seen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final Tally tally = new Tally();

    private void accept(long id, Duration after) {
        tally.offered();
        tally.answered(new Answer.Accepted(id), after);
    }

    private void end(long id, String status) {
        tally.saw(new Seen(id, status, THEN, Optional.of(THEN.plusMillis(10)), Optional.of(THEN.plusMillis(30))));
    }

    private Report report(long lost) {
        return new Report(tally, Optional.of(new Acks(2, 2)), MINUTE, lost);
    }

    @Test
    void missesNothingWhereAllWentWell() {
        accept(1, SOON);
        end(1, "succeeded");

        assertThat(report(0).missed()).isEmpty();
        assertThat(tally.waited.at(50)).isBetween(Duration.ofMillis(10), Duration.ofMillis(11));
        assertThat(tally.total.at(50)).isBetween(Duration.ofMillis(30), Duration.ofMillis(31));
    }

    @Test
    void tellsWhatIsLostAndWhatIsOnlyNotDone() {
        accept(1, SOON);
        accept(2, SOON);
        accept(3, SOON);

        assertThat(report(1).missed()).containsExactly("1 accepted tasks are lost", "2 accepted tasks are not final");
    }

    @Test
    void tellsWhatDidNotSucceedAndWhatWasNotAccepted() {
        accept(1, SOON);
        end(1, "failed");
        tally.offered();
        tally.answered(new Answer.Failed("answered 503 not accepted"), SOON);

        assertThat(report(0).missed())
                .containsExactly("1 tasks did not succeed", "1 calls were not accepted: answered 503 not accepted");
    }

    @Test
    void tellsWhatTookTooLong() {
        accept(1, Duration.ofMillis(300));
        end(1, "succeeded");
        Report report = new Report(tally, Optional.of(new Acks(10, 9)), MINUTE, 0);

        assertThat(report.missed()).hasSize(2);
        assertThat(report.missed().get(0)).startsWith("enqueue p95 is 300 ms");
        assertThat(report.missed().get(1)).isEqualTo("1 of 10 acknowledgements took more than a second");
    }

    @ParameterizedTest
    @CsvSource({"49, false", "80, true"})
    void saysWhenTheGeneratorWasTheLimit(long lateMillis, boolean said) {
        for (int call = 0; call < 90; call++) {
            tally.late.add(Duration.ZERO);
        }
        for (int call = 0; call < 10; call++) {
            tally.late.add(Duration.ofMillis(lateMillis));
        }
        accept(1, SOON);
        end(1, "succeeded");

        String printed = printed(report(0));

        assertThat(printed.contains("The load generator was the limit")).isEqualTo(said);
        // It is no service level of the system.
        assertThat(printed).contains("PASSED");
    }

    @Test
    void aFewLateCallsAreNoLimit() {
        for (int call = 0; call < 97; call++) {
            tally.late.add(Duration.ZERO);
        }
        for (int call = 0; call < 3; call++) {
            tally.late.add(Duration.ofSeconds(1));
        }

        assertThat(printed(report(0))).doesNotContain("The load generator was the limit");
    }

    private static String printed(Report report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tasksOfOthersAreNotCounted() {
        accept(1, SOON);
        end(1, "succeeded");
        end(2, "failed");
        end(1, "succeeded");

        assertThat(tally.succeededCount()).isOne();
        assertThat(tally.failedCount()).isZero();
    }
}
