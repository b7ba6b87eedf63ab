package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskResultTest {
    private record Greeting(String text) {}

    private static Task task(TaskStatus status, Optional<String> result, Optional<String> error) {
        return new Task(
                7,
                "greet",
                status,
                "{}",
                result,
                error,
                Task.Counts.NONE,
                TaskLimits.DEFAULTS,
                false,
                new Task.Times(
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Origin.UNKNOWN,
                List.of());
    }

    private static Task succeeded(String json) {
        return task(TaskStatus.SUCCEEDED, Optional.of(json), Optional.empty());
    }

    @Test
    void theResultIsAValueOfTheClassAskedFor() {
        assertThat(succeeded("\"Hello\"").result(String.class)).isEqualTo("Hello");
        assertThat(succeeded("{\"text\": \"Hello\"}").result(Greeting.class)).isEqualTo(new Greeting("Hello"));
    }

    @Test
    void aTaskWithoutAResultSaysWhatBecameOfIt() {
        assertThatThrownBy(() -> task(TaskStatus.FAILED, Optional.empty(), Optional.of("no such file"))
                        .result(Greeting.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("task 7 is failed and has no result: no such file");
        assertThatThrownBy(() -> task(TaskStatus.RUNNING, Optional.empty(), Optional.empty())
                        .result(Greeting.class))
                .hasMessage("task 7 is running and has no result");
    }

    @Test
    void aResultOfAnotherShapeIsNamed() {
        assertThatThrownBy(() -> succeeded("{\"txt\": \"Hello\"}").result(Greeting.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the result of task 7 does not fit " + Greeting.class.getName()
                        + ": /txt is not a known field");
    }
}
