package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Hint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which queues are dropped. */
class OvergrownQueuesTest {
    private final DutyFixture fixture = new DutyFixture();
    private final OvergrownQueues streams = new OvergrownQueues(fixture.queue);

    private void hints(int number) {
        fixture.queue.enqueue(LongStream.range(0, number)
                .mapToObj(id -> new Hint(DutyFixture.TYPE, id, Instant.EPOCH))
                .toList());
    }

    private void count(long rows) {
        streams.counting(List.of(DutyFixture.TYPE));
        streams.counted(Map.of(DutyFixture.TYPE, rows));
    }

    @Test
    void queueWithFarMoreHintsThanRowsIsDropped() {
        hints(10_003);
        count(1);
        assertThat(fixture.hints()).isZero();
    }

    @Test
    void queueThatItsRowsExplainIsKept() {
        hints(15_000);
        count(2_500);
        assertThat(fixture.hints()).isEqualTo(15_000);
    }

    @Test
    void queueThatGrewWhileItWasCountedIsKept() {
        streams.counting(List.of(DutyFixture.TYPE));
        hints(15_000);
        streams.counted(Map.of(DutyFixture.TYPE, 0L));
        assertThat(fixture.hints()).isEqualTo(15_000);
    }

    @Test
    void queueThatHasShrunkSinceIsKept() {
        hints(15_000);
        streams.counting(List.of(DutyFixture.TYPE));
        fixture.queue.ack(fixture.queue.take(List.of(DutyFixture.TYPE), 10_000));
        streams.counted(Map.of(DutyFixture.TYPE, 0L));
        assertThat(fixture.hints()).isEqualTo(5_000);
    }
}
