package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import dev.taskq.telemetry.HistoryRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How counts come to the store. */
class HistoryDutyTest {
    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final Failing history = new Failing(store.history());
    private final HistoryDuty duty = new HistoryDuty(history, recorder, Optional.of("1.0"));

    /** A history that may fail. */
    private static final class Failing implements History {
        private final History sound;
        private Optional<Supplier<RuntimeException>> failure = Optional.empty();
        private int calls;

        Failing(History sound) {
            this.sound = sound;
        }

        @Override
        public void add(List<HistoryEntry> entries, Optional<String> version) {
            calls++;
            failure.ifPresent(thrown -> {
                throw thrown.get();
            });
            sound.add(entries, version);
        }

        @Override
        public List<HistoryRow> read(Span span, String type, Instant from, Instant until) {
            return sound.read(span, type, from, until);
        }

        @Override
        public Map<String, Counts> sums(Instant from, Instant until) {
            return sound.sums(from, until);
        }

        @Override
        public int purge(Span span, Duration kept, int most) {
            return sound.purge(span, kept, most);
        }
    }

    private long stored() {
        return history.sums(Instant.EPOCH, Instant.MAX)
                .getOrDefault("one", Counts.NONE)
                .submitted();
    }

    @Test
    void countsAreAddedOnceAndNothingIsWrittenWithoutAny() {
        recorder.submitted("one", 2);
        assertThat(duty.round()).isEqualTo(HistoryDuty.PERIOD);
        duty.round();
        duty.round();

        assertThat(stored()).isEqualTo(2);
        assertThat(history.calls).isEqualTo(1);
    }

    @Test
    void countsThatWereNotStoredAreAddedLater() {
        history.failure = Optional.of(() -> new StoreUnavailableException(null));
        recorder.submitted("one", 2);
        duty.round();
        recorder.submitted("one", 3);
        history.failure = Optional.empty();
        duty.round();

        assertThat(stored()).isEqualTo(5);
    }

    /** They may have been stored: they are not counted twice. */
    @Test
    void countsWithAnUnknownOutcomeAreDropped() {
        history.failure = Optional.of(() -> new OutcomeUnknownException(List.of(), null));
        recorder.submitted("one", 2);
        duty.round();
        history.failure = Optional.empty();
        duty.round();

        assertThat(stored()).isZero();
        assertThat(history.calls).isEqualTo(1);
    }
}
