package dev.taskq.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.test.Shop.Receipt;
import dev.taskq.test.Shop.Ship;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestTaskContextTest {
    @Test
    void aHandlerRunsWithoutTaskq() throws Exception {
        Shop shop = new Shop();

        Outcome outcome =
                shop.shipping().handle(TestTaskContext.builder().attempt(2).build(), new Ship(7));

        assertThat(outcome).isEqualTo(Outcome.done(new Receipt("R-7")));
        assertThat(shop.calls).containsExactly("7 in attempt 2");
    }

    @Test
    void byDefaultItIsTheFirstAttempt() {
        TestTaskContext context = TestTaskContext.builder().build();

        assertThat(context.taskId()).isEqualTo(1);
        assertThat(context.key()).isEqualTo("taskq-1");
        assertThat(context.attempt()).isEqualTo(1);
        assertThat(context.remaining()).isEqualTo(Duration.ofHours(1));
        assertThat(context.correlationId()).isEqualTo("test");
        assertThat(context.traceparent()).isEmpty();
        assertThat(context.isCancelled()).isFalse();
    }

    @Test
    void everythingCanBeGiven() {
        TestTaskContext context = TestTaskContext.builder()
                .taskId(7)
                .attempt(3)
                .correlationId("c-1")
                .traceparent("00-1-2-01")
                .remaining(Duration.ZERO)
                .cancelled()
                .build();

        assertThat(context.key()).isEqualTo("taskq-7");
        assertThat(context.remaining()).isZero();
        assertThat(context.traceparent()).contains("00-1-2-01");
        assertThat(context.isCancelled()).isTrue();
        assertThat(context.loggerContext())
                .containsEntry("task_id", "7")
                .containsEntry("attempt", "3")
                .containsEntry("correlation_id", "c-1")
                .containsKeys("type", "session");
    }

    @Test
    void itIsCancelledWhileTheHandlerRuns() {
        TestTaskContext context = TestTaskContext.builder().build();

        context.cancel();

        assertThat(context.isCancelled()).isTrue();
    }
}
