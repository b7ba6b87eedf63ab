package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.FiredTask;
import dev.taskq.TaskStatus;
import dev.taskq.console.site.Spark.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparkTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant CREATED = NOW.minusSeconds(300);

    private static FiredTask task(long id, TaskStatus status, Optional<Duration> ran) {
        Optional<Instant> started = ran.map(NOW::minus);
        return new FiredTask(id, status, CREATED, started, status.isFinal() ? Optional.of(NOW) : Optional.empty());
    }

    private static Optional<Duration> seconds(long number) {
        return Optional.of(Duration.ofSeconds(number));
    }

    @Test
    void marksAreAsHighAsTheAttemptsRanLongAndTheNewestIsOnTheRight() {
        Spark spark = Spark.of(
                List.of(
                        task(4, TaskStatus.QUEUED, Optional.empty()),
                        task(3, TaskStatus.RUNNING, seconds(5)),
                        task(2, TaskStatus.FAILED, seconds(10)),
                        task(1, TaskStatus.SUCCEEDED, seconds(0))),
                20,
                NOW);

        assertThat(spark.marks()).extracting(Mark::height).containsExactly(2, 20, 11, 2);
        assertThat(spark.marks())
                .extracting(Mark::left)
                .containsExactly(16 * Spark.SLOT, 17 * Spark.SLOT, 18 * Spark.SLOT, 19 * Spark.SLOT);
        assertThat(spark.marks())
                .extracting(Mark::text)
                .containsExactly(
                        "Task 1: succeeded, ran for 0 ms, created 5 min ago",
                        "Task 2: failed, ran for 10 s, created 5 min ago",
                        "Task 3: running for 5 s, created 5 min ago",
                        "Task 4: queued, created 5 min ago");
        assertThat(spark.text())
                .isEqualTo("Of the newest 4 tasks: 1 queued, 1 running, 1 succeeded, 1 failed."
                        + " The longest attempt ran for 10 s.");
    }

    @Test
    void asManyAsThereAreStayInside() {
        List<FiredTask> tasks = IntStream.range(0, 20)
                .mapToObj(id -> task(id, TaskStatus.SUCCEEDED, seconds(id * 1_000_000L)))
                .toList();

        assertThat(Spark.of(tasks, 20, NOW).marks()).hasSize(20).allSatisfy(mark -> {
            assertThat(mark.left()).isBetween(0, 19 * Spark.SLOT);
            assertThat(mark.top()).isBetween(8, Spark.HEIGHT - 2);
        });
    }

    /** The list of schedules has up to 500 marks, is not compressed, and is sent anew each few seconds. */
    @Test
    void eachMarkTakesFewBytesWhateverItsStatusIs() {
        for (TaskStatus status : TaskStatus.values()) {
            FiredTask task = task(123_456_789_012L, status, seconds(86_399));
            List<FiredTask> tasks = Collections.nCopies(SchedulePages.MARKS_OF_LIST, task);

            int bytes = bytes(Spark.of(tasks, tasks.size(), NOW)) - bytes(Spark.of(List.of(task), tasks.size(), NOW));

            assertThat(bytes / (tasks.size() - 1)).as("%s", status).isBetween(100, 230);
        }
    }

    private static int bytes(Spark spark) {
        return Html.page(200, (out, tags) -> JtesparkGenerated.render(out, tags, spark))
                .body()
                .length;
    }

    @Test
    void clockOfTheStoreThatIsAheadAndATaskBetweenTwoAttemptsHaveNoTime() {
        FiredTask ahead =
                new FiredTask(1, TaskStatus.RUNNING, CREATED, Optional.of(NOW.plusSeconds(5)), Optional.empty());
        FiredTask backsOff = new FiredTask(2, TaskStatus.SCHEDULED, CREATED, Optional.of(CREATED), Optional.empty());
        FiredTask never = task(3, TaskStatus.CANCELLED, Optional.empty());

        assertThat(Spark.of(List.of(ahead, backsOff, never), 20, NOW).marks())
                .extracting(Mark::height)
                .containsOnly(2);
        assertThat(Spark.of(List.of(backsOff, never), 20, NOW).text())
                .isEqualTo("Of the newest 2 tasks: 1 scheduled, 1 cancelled.");
        assertThat(Spark.of(List.of(), 20, NOW).isEmpty()).isTrue();
    }
}
