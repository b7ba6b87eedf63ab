package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskHandler.Threads;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FunctionHandlerTest {
    @SuppressWarnings("rawtypes")
    private static final FunctionHandler<Map> PLAIN =
            TaskHandler.of(TaskType.of("any", Map.class), (context, params) -> Outcome.done());

    @Test
    void aHandlerFromAFunctionHasTheDefaults() {
        assertThat(PLAIN.threads()).isEqualTo(Threads.PLATFORM);
        assertThat(PLAIN.type().defaults()).isEqualTo(TaskLimits.DEFAULTS);
        assertThat(PLAIN.retryPolicy().delayAfter(1, new Random(1)).orElseThrow())
                .isBetween(Duration.ofMillis(800), Duration.ofMillis(1_200));
    }

    @Test
    void whatAHandlerNeedsIsSetWhereItIsMade() {
        FunctionHandler<?> handler = PLAIN.withRetryPolicy(RetryPolicy.fixed(Duration.ofSeconds(3)))
                .withThreads(Threads.VIRTUAL)
                .withTimeout(Duration.ofSeconds(30))
                .withMaxAttempts(7);
        assertThat(handler.retryPolicy().delayAfter(1, new Random(1))).contains(Duration.ofSeconds(3));
        assertThat(handler.threads()).isEqualTo(Threads.VIRTUAL);
        assertThat(handler.type().name()).isEqualTo("any");
        assertThat(handler.type().defaults().timeout()).isEqualTo(Optional.of(Duration.ofSeconds(30)));
        assertThat(handler.type().defaults().maxAttempts()).hasValue(7);
    }
}
