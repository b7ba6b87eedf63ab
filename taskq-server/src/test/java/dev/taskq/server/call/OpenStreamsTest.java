package dev.taskq.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a stop ends. */
class OpenStreamsTest {
    private final OpenStreams streams = new OpenStreams();
    private final AtomicInteger ended = new AtomicInteger();
    private final Presence presence = streams.untilStop(new Presence() {
        @Override
        public <T> T during(Runnable whenGone, Supplier<T> call) {
            return call.get();
        }
    });

    @Test
    void streamThatBeginsAfterTheStopIsEnded() {
        streams.cut();
        assertThat(presence.<Integer>during(ended::incrementAndGet, ended::get)).isEqualTo(1);
    }

    @Test
    void streamThatIsOverIsLeftAlone() {
        presence.<Integer>during(ended::incrementAndGet, ended::get);
        streams.cut();
        assertThat(ended).hasValue(0);
    }
}
