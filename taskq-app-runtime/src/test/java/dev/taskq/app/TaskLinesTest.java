package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limit on lines about single tasks, with a manual clock. */
class TaskLinesTest {
    private static final int BOUND = 3;

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private long now = Long.MAX_VALUE - 1_000;
    private final TaskLines lines = new TaskLines(BOUND, () -> now);

    @BeforeEach
    void start() {
        written.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(written);
        context.getLogger(TaskLines.LOGGERS).setLevel(Level.DEBUG);
        lines.bindTo(meters);
        context.addTurboFilter(lines);
    }

    private void log(String step, int number) {
        Logger logger = context.getLogger(TaskLines.LOGGERS + "." + step);
        for (int i = 0; i < number; i++) {
            // As core does: it asks once, and writes the line if allowed.
            if (logger.isDebugEnabled()) {
                logger.debug("task {}", i);
            }
        }
    }

    private List<String> messages() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private double omitted(String step) {
        return meters.get("taskq.log.lines.omitted")
                .tag("logger", step)
                .functionCounter()
                .count();
    }

    @Test
    void soManyASecondAreWrittenAndTheRestIsCounted() {
        log("accepted", 10);
        assertThat(messages()).containsExactly("task 0", "task 1", "task 2");
        assertThat(omitted("accepted")).isEqualTo(7);

        now += Duration.ofMillis(999).toNanos();
        log("accepted", 1);
        assertThat(written.list).hasSize(3);

        now += Duration.ofMillis(1).toNanos();
        log("accepted", 10);
        assertThat(written.list).hasSize(6);
        assertThat(omitted("accepted")).isEqualTo(15);
    }

    @Test
    void eachStepHasItsOwnBound() {
        log("accepted", 10);
        log("ended", 2);
        assertThat(written.list).hasSize(5);
        assertThat(omitted("ended")).isZero();
    }

    @Test
    void warningsAreAlwaysWritten() {
        Logger logger = context.getLogger(TaskLines.LOGGERS + ".ended");
        log("ended", 10);
        for (int i = 0; i < 10; i++) {
            if (logger.isWarnEnabled()) {
                logger.warn("something is wrong");
            }
        }
        assertThat(written.list).hasSize(BOUND + 10);
    }

    @Test
    void otherLoggersAreNotBounded() {
        Logger logger = context.getLogger("dev.taskq.coordinator.Coordinator");
        for (int i = 0; i < 10; i++) {
            if (logger.isInfoEnabled()) {
                logger.info("life goes on");
            }
        }
        assertThat(written.list).hasSize(10);
    }

    @Test
    void whatIsTurnedOffIsNeitherWrittenNorCounted() {
        context.getLogger(TaskLines.LOGGERS).setLevel(Level.WARN);
        log("accepted", 10);
        assertThat(written.list).isEmpty();
        assertThat(lines.omittedSinceLastTold()).isEmpty();
        assertThat(meters.find("taskq.log.lines.omitted").functionCounters()).isEmpty();
    }

    @Test
    void whatWasLeftOutIsToldOnce() {
        log("accepted", 10);
        log("ended", 5);
        assertThat(lines.omittedSinceLastTold()).isEqualTo(Map.of("accepted", 7L, "ended", 2L));
        assertThat(lines.omittedSinceLastTold()).isEmpty();
        log("ended", 1);
        assertThat(lines.omittedSinceLastTold()).isEqualTo(Map.of("ended", 1L));
    }

    @Test
    void aBoundOfZeroLeavesOutAll() {
        context.resetTurboFilterList();
        TaskLines none = new TaskLines(0, () -> now);
        context.addTurboFilter(none);
        log("accepted", 10);
        assertThat(written.list).isEmpty();
        assertThat(none.omittedSinceLastTold()).isEqualTo(Map.of("accepted", 10L));
    }
}
