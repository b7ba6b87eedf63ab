package dev.taskq.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.RecordingScanner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the parts of one process tell each other. */
class SameProcessTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final SameProcess process = new SameProcess();

    private static Hint hint(String type) {
        return new Hint(type, 1, Instant.EPOCH);
    }

    @Test
    void agentsThatHaveJoinedAreToldTheTypesOfQueuedTasksUntilTheyLeave() {
        RecordingScanner agent = new RecordingScanner();
        process.queued(List.of(hint("early")));

        process.join(agent);
        process.queued(List.of(hint("a"), hint("b"), hint("a")));
        process.queued(List.of());
        process.leave(agent);
        process.queued(List.of(hint("late")));

        assertThat(agent.queued).containsExactly(Set.of("a", "b"));
    }

    @Test
    void thoseThatHaveJoinedAreToldWhenATaskBecomesDue() {
        RecordingScanner leader = new RecordingScanner();
        process.scheduled(Duration.ofSeconds(1));

        process.join(leader);
        process.scheduled(Duration.ofSeconds(2));

        assertThat(leader.scheduled).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void processIsAloneWhileThatIsBelieved() {
        assertThat(process.isAlone()).isFalse();

        process.alone(platform.timer(Duration.ofSeconds(1)));
        assertThat(process.isAlone()).isTrue();
        platform.pass(Duration.ofSeconds(1));
        assertThat(process.isAlone()).isFalse();
    }

    /** A sleep may have begun while it was believed. */
    @Test
    void agentsAreToldOfAnotherProcessAlsoWhenItIsNotBelievedAnyMore() {
        RecordingScanner agent = new RecordingScanner();
        process.join(agent);
        process.alone(platform.timer(Duration.ofSeconds(1)));
        platform.pass(Duration.ofSeconds(1));

        process.notAlone();

        assertThat(agent.company).hasValue(1);
    }

    @Test
    void agentsAreToldOnceThatThereIsAnotherProcess() {
        RecordingScanner agent = new RecordingScanner();
        process.join(agent);
        process.notAlone();
        assertThat(agent.company).hasValue(0);

        process.alone(platform.timer(Duration.ofSeconds(1)));
        process.notAlone();
        process.notAlone();

        assertThat(process.isAlone()).isFalse();
        assertThat(agent.company).hasValue(1);
    }
}
