package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import dev.taskq.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps of a start while the store does not answer. */
class StartWaitTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger tries = new AtomicInteger();

    private String succeedAtTheSecondTry() {
        if (tries.incrementAndGet() < 2) {
            throw new StoreUnavailableException(null);
        }
        return "done";
    }

    private String refuse(StoreUnavailableException failure) {
        tries.incrementAndGet();
        throw failure;
    }

    @Test
    void aStepIsRepeatedUntilItSucceeds() {
        assertThat(new StartWait(LONG).until("step", this::succeedAtTheSecondTry))
                .isEqualTo("done");
        assertThat(tries).hasValue(2);
    }

    @Test
    void aStepIsRepeatedWhoseOutcomeIsUnknown() {
        assertThat(new StartWait(LONG).<String>until("step", () -> {
                    if (tries.incrementAndGet() < 2) {
                        throw new OutcomeUnknownException(List.of(), null);
                    }
                    return "done";
                }))
                .isEqualTo("done");
    }

    @Test
    void aStepFailsWhenTheTimeIsOver() {
        StoreUnavailableException failure = new StoreUnavailableException(null);

        assertThatThrownBy(() -> new StartWait(Duration.ofMillis(1)).until("step", () -> refuse(failure)))
                .isSameAs(failure);
    }

    @Test
    void allStepsShareTheTime() {
        StartWait wait = new StartWait(Duration.ofMillis(1));
        StoreUnavailableException failure = new StoreUnavailableException(null);
        assertThatThrownBy(() -> wait.until("one", () -> refuse(failure))).isSameAs(failure);
        tries.set(0);

        assertThatThrownBy(() -> wait.until("other", () -> refuse(failure))).isSameAs(failure);

        assertThat(tries).hasValue(1);
        assertThat(wait.left()).isZero();
    }

    @Test
    void aStepThatSucceedsAtOnceTakesNoTimeFromTheOthers() {
        StartWait wait = new StartWait(LONG);

        wait.until("step", () -> "done");

        assertThat(wait.left()).isEqualTo(LONG);
    }

    @Test
    void aStepThatRepeatsItselfIsGivenTheTimeThatIsLeft() {
        StartWait wait = new StartWait(LONG);
        wait.until("step", this::succeedAtTheSecondTry);

        Duration given = wait.within(longest -> longest);

        assertThat(given).isLessThan(LONG).isPositive();
        assertThat(wait.left()).isLessThan(given);
    }

    @Test
    void withoutTimeThereIsOneTry() {
        StoreUnavailableException failure = new StoreUnavailableException(null);

        assertThatThrownBy(() -> new StartWait(Duration.ZERO).until("step", () -> refuse(failure)))
                .isSameAs(failure);
        assertThat(tries).hasValue(1);
    }

    @Test
    void whatAnOperatorMustCorrectFailsAtOnce() {
        StoreUnavailableException failure = new StoreMisconfiguredException(Problem.LOGIN_REFUSED, "correct it", null);

        assertThatThrownBy(() -> new StartWait(LONG).until("step", () -> refuse(failure)))
                .isSameAs(failure);
        assertThat(tries).hasValue(1);
    }

    @Test
    void anInterruptionEndsTheWait() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new StartWait(LONG).until("step", this::succeedAtTheSecondTry))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
