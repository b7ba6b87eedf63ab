package dev.taskq.rig.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.rig.ComplaintException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StartedTest {
    private final List<String> ended = new CopyOnWriteArrayList<>();

    private void start(Started started, String name) {
        started.start(() -> () -> ended.add(name));
    }

    @Test
    void partsAreEndedAlsoBehindOneThatThrowsAndOneThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        Started started = new Started(Duration.ofSeconds(3));
        start(started, "first");
        started.start(() -> never::await);
        start(started, "second");
        started.start(() -> (AutoCloseable) () -> {
            throw new IllegalStateException("it throws");
        });
        start(started, "third");

        started.close();

        assertThat(ended).containsExactly("third", "second", "first");
        assertThatThrownBy(() -> start(started, "late")).isInstanceOf(ComplaintException.class);
        never.countDown();
    }

    @Test
    void anInterruptDoesNotLeaveAPart() {
        Started started = new Started(Duration.ofMinutes(1));
        start(started, "first");
        start(started, "second");

        Thread.currentThread().interrupt();
        started.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended).containsExactly("second", "first");
    }
}
