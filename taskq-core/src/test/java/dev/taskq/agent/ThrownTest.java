package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Completion;
import dev.taskq.spi.ErrorLines;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrownTest {
    private static StackTraceElement[] frames(String className, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new StackTraceElement(className, "method" + i, "File.java", i + 1))
                .toArray(StackTraceElement[]::new);
    }

    private static <T extends Throwable> T thrown(T failure, StackTraceElement... frames) {
        failure.setStackTrace(frames);
        return failure;
    }

    @Test
    void aTraceHasTheFramesOfTheHandlerAndNotThoseOfTheAgent() {
        StackTraceElement[] all = {
            new StackTraceElement("shop.Resize", "run", "Resize.java", 12),
            new StackTraceElement("dev.taskq.agent.RunnerOfMine", "run", "RunnerOfMine.java", 3),
            new StackTraceElement(Runner.class.getName(), "ran", "Runner.java", 324),
            new StackTraceElement("java.lang.VirtualThread", "run", "VirtualThread.java", 1),
        };
        Throwable failure = thrown(new IllegalStateException("no disk"), all);

        assertThat(Thrown.of(failure).textWithTrace())
                .isEqualTo("java.lang.IllegalStateException: no disk\n\tat shop.Resize.run(Resize.java:12)"
                        + "\n\tat dev.taskq.agent.RunnerOfMine.run(RunnerOfMine.java:3)");
    }

    @Test
    void theFramesAreSharedByItAndItsCauses() {
        Throwable inner = thrown(new IllegalArgumentException("two\nlines"), frames("shop.Inner", 40));
        Throwable failure = thrown(new IllegalStateException("outer", inner), frames("shop.Outer", 40));

        String error = Thrown.of(failure).textWithTrace();

        assertThat(error.lines())
                .hasSize(1 + 10 + 1 + 10)
                .contains("Caused by: java.lang.IllegalArgumentException: two lines");
        assertThat(error.lines().filter(line -> line.startsWith("\tat shop.Outer.")))
                .hasSize(10);
        assertThat(Thrown.of(inner).textWithTrace().lines().filter(line -> line.startsWith("\tat ")))
                .hasSize(20);
        assertThat(ErrorLines.first(error)).isEqualTo("java.lang.IllegalStateException: outer");
        assertThat(ErrorLines.withoutTrace(error)).isEqualTo("java.lang.IllegalStateException: outer");
    }

    @Test
    void aTraceEndsWithTheLastLineThatFits() {
        Throwable failure = thrown(new IllegalStateException("x".repeat(3_000)), frames("shop." + "y".repeat(300), 40));

        String error = Thrown.of(failure).textWithTrace();

        assertThat(error).hasSizeLessThanOrEqualTo(Completion.LONGEST_ERROR).endsWith(")");
        assertThat(ErrorLines.withoutTrace(error)).hasSize(Completion.LONGEST_ERROR / 2);
        assertThat(ErrorText.keptWithTrace(error)).isEqualTo(error);
    }

    @Test
    void withoutFramesThereIsNoTrace() {
        assertThat(Thrown.of(thrown(new IllegalStateException("no"))).textWithTrace())
                .isEqualTo("java.lang.IllegalStateException: no");
    }
}
