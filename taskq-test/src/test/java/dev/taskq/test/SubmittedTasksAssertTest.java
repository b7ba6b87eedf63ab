package dev.taskq.test;

import static dev.taskq.test.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.RetryPolicy;
import dev.taskq.test.Shop.Receipt;
import dev.taskq.test.Shop.Ship;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each assertion holds where it should, and its message shows what there is instead. */
class SubmittedTasksAssertTest {
    private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");
    private static final String WAITING = "  task 1 queued, 0 attempts, params {\"order\":7}";
    private static final String DONE =
            "  task 1 succeeded, 1 attempt, result {\"number\":\"R-7\"}, params {\"order\":7}";

    private final TaskqTester taskq = TaskqTester.builder()
            .startingAt(START)
            .handler(new Shop().shipping().withRetryPolicy(RetryPolicy.none()))
            .build();

    private void submit(int order) {
        taskq.tasks().submit(SHIP.task(new Ship(order)).withIdempotencyKey("order-" + order));
    }

    private void assertFails(UnaryOperator<SubmittedTasksAssert<Ship>> assertion, String message) {
        assertThatThrownBy(() -> assertion.apply(assertThat(taskq.submitted(SHIP))))
                .isInstanceOf(AssertionError.class)
                .hasMessage(message);
    }

    @Test
    void size() {
        submit(7);

        assertThat(taskq.submitted(SHIP)).hasSize(1).isNotEmpty();
        assertFails(tasks -> tasks.hasSize(2), "Expected 2 tasks of type ship, but found 1:\n" + WAITING);
        assertFails(SubmittedTasksAssert::isEmpty, "Expected 0 tasks of type ship, but found 1:\n" + WAITING);
    }

    @Test
    void none() {
        assertThat(taskq.submitted(SHIP)).isEmpty();
        assertFails(SubmittedTasksAssert::isNotEmpty, "Expected tasks of type ship, but found:\n  none");
        assertFails(SubmittedTasksAssert::isQueued, "Expected the tasks of type ship to be queued, but found:\n  none");
    }

    @Test
    void params() {
        submit(7);

        assertThat(taskq.submitted(SHIP))
                .anySatisfy(ship -> assertThat(ship.order()).isEqualTo(7))
                .allSatisfy(ship -> assertThat(ship.order()).isPositive());
        assertThatThrownBy(() -> assertThat(taskq.submitted(SHIP))
                        .anySatisfy(ship -> assertThat(ship.order()).isEqualTo(8)))
                .hasMessageContaining(
                        "Expected the params of one of the tasks of type ship to satisfy the requirements")
                .hasMessageContaining(WAITING)
                .hasMessageContaining("because:\n  Ship[order=7]: expected: 8\n but was: 7");
        assertThatThrownBy(() -> assertThat(taskq.submitted(SHIP))
                        .allSatisfy(ship -> assertThat(ship.order()).isNegative()))
                .hasMessageContaining("Expected the params of all tasks of type ship to satisfy the requirements")
                .hasMessageContaining("Ship[order=7]: ");
    }

    @Test
    void paramsOfAnyAndOfAllAreNotTheSame() {
        submit(7);
        submit(8);

        assertThat(taskq.submitted(SHIP))
                .anySatisfy(ship -> assertThat(ship.order()).isEqualTo(8));
        assertThatThrownBy(() -> assertThat(taskq.submitted(SHIP))
                        .allSatisfy(ship -> assertThat(ship.order()).isEqualTo(8)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void key() {
        submit(7);
        submit(8);

        assertThat(taskq.submitted(SHIP)).withKey("order-7").hasSize(1).isQueued();
        assertThat(taskq.submitted(SHIP).withKey("order-8").params()).containsExactly(new Ship(8));
        assertFails(
                tasks -> tasks.withKey("order-9"),
                "Expected one of the tasks of type ship to have the idempotency key order-9, but found:\n" + WAITING
                        + "\n  task 2 queued, 0 attempts, params {\"order\":8}");
        assertFails(
                tasks -> tasks.withKey("order-7").hasSucceeded(),
                "Expected the tasks of type ship with the key order-7 to be succeeded, but found:\n" + WAITING);
    }

    @Test
    void statuses() {
        submit(7);

        assertFails(SubmittedTasksAssert::hasSucceeded, message("to be succeeded", WAITING));
        assertFails(SubmittedTasksAssert::hasFailed, message("to be failed", WAITING));
        assertFails(SubmittedTasksAssert::isCancelled, message("to be cancelled", WAITING));
        assertFails(SubmittedTasksAssert::isScheduled, message("to be scheduled", WAITING));
        taskq.drain();
        assertThat(taskq.submitted(SHIP)).hasSucceeded();
        assertFails(SubmittedTasksAssert::isQueued, message("to be queued", DONE));
    }

    @Test
    void dueTime() {
        taskq.tasks().submit(SHIP.task(new Ship(7)).delayedBy(Duration.ofSeconds(3)));

        assertThat(taskq.submitted(SHIP)).isScheduled().isScheduledFor(START.plusSeconds(3));
        assertFails(
                tasks -> tasks.isScheduledFor(START),
                message(
                        "to be scheduled for 2030-01-02T03:04:05Z",
                        "  task 1 scheduled until 2030-01-02T03:04:08Z, 0 attempts, params {\"order\":7}"));
    }

    @Test
    void errors() {
        taskq.failNext(SHIP, new IllegalStateException("100% closed"));
        submit(7);
        taskq.drain();

        assertThat(taskq.submitted(SHIP)).hasFailed().hasFailedWith("100% closed");
        assertFails(
                tasks -> tasks.hasFailedWith("open"),
                message(
                        "to have failed with \"open\"",
                        "  task 1 failed, 1 attempt (failed), error \"java.lang.IllegalStateException: 100% closed\","
                                + " params {\"order\":7}"));
    }

    @Test
    void results() {
        submit(7);
        taskq.drain();

        assertThat(taskq.submitted(SHIP)).hasResult(new Receipt("R-7"));
        assertFails(
                tasks -> tasks.hasResult(new Receipt("R-8")), message("to have the result Receipt[number=R-8]", DONE));
        assertFails(tasks -> tasks.hasResult(8), message("to have the result 8", DONE));
    }

    @Test
    void attempts() {
        taskq.loseNext(SHIP);
        submit(7);
        taskq.drain();
        String lostOnce = "  task 1 succeeded, 2 attempts (lost), result {\"number\":\"R-7\"}, params {\"order\":7}";

        assertThat(taskq.submitted(SHIP)).hasAttempts(2).hasFailedAttempts(AttemptOutcome.LOST);
        assertFails(tasks -> tasks.hasAttempts(1), message("to have 1 attempt", lostOnce));
        assertFails(
                tasks -> tasks.hasFailedAttempts(AttemptOutcome.FAILED),
                message("to have attempts that ended as [FAILED]", lostOnce));
    }

    @Test
    void descriptionOfAs() {
        assertFails(
                tasks -> tasks.as("after checkout").hasSize(1),
                "[after checkout] Expected 1 tasks of type ship, but found 0:\n  none");
    }

    private static String message(String what, String lines) {
        return "Expected the tasks of type ship " + what + ", but found:\n" + lines;
    }
}
