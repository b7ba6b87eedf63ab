package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When the store sees the connections of a process go that gets no answers. */
class UnansweredTest {
    /** The last connection is closed after 2 to 8 s. */
    private static final Duration ALL_CLOSED = Duration.ofSeconds(9);

    private static final Duration LONGER = Duration.ofSeconds(20);

    /** Strikes the next call with the accident that the test names. */
    private static final class Accidents implements Choices {
        private final Choices rest = Choices.seeded(1);
        private Optional<Strike> next = Optional.empty();

        void next(Accident accident, Duration length) {
            next = Optional.of(new Strike(accident, length));
        }

        @Override
        public Optional<Strike> strike(PortCall call) {
            Optional<Strike> strike = next;
            next = Optional.empty();
            return strike;
        }

        @Override
        public int next(int ready, int own) {
            return rest.next(ready, own);
        }

        @Override
        public long delay(PortCall call) {
            return rest.delay(call);
        }

        @Override
        public long pause(String process) {
            return rest.pause(process);
        }

        @Override
        public RandomGenerator random(String process) {
            return rest.random(process);
        }

        @Override
        public String name() {
            return rest.name();
        }
    }

    @Test
    void itsConnectionsGoWhileItGetsNoAnswers() {
        Accidents accidents = new Accidents();
        Simulation.run(accidents, SimulationLimits.DEFAULTS, simulation -> {
            World world = new World(simulation, new WorldListener() {});
            Member spared = world.join("spared");
            Member other = world.join("other");

            accidents.next(Accident.MOST_UNANSWERED, LONGER);
            spared.store().sessions().all();
            assertThat(other.isCutOff()).isFalse();
            simulation.sleep(ALL_CLOSED);

            assertThat(other.isCutOff()).isTrue();
            assertThat(spared.isCutOff()).isFalse();
        });
    }

    @Test
    void aLaterAccidentTakesNoConnectionsForTheOneBefore() {
        Accidents accidents = new Accidents();
        Simulation.run(accidents, SimulationLimits.DEFAULTS, simulation -> {
            World world = new World(simulation, new WorldListener() {});
            Member spared = world.join("spared");
            Member other = world.join("other");
            accidents.next(Accident.MOST_UNANSWERED, Duration.ofSeconds(1));
            spared.store().sessions().all();
            simulation.sleep(Duration.ofSeconds(1));

            accidents.next(Accident.CUT_STORE_SILENTLY, LONGER);
            assertThatThrownBy(() -> other.store().sessions().all()).isInstanceOf(StoreUnavailableException.class);
            simulation.sleep(ALL_CLOSED);

            assertThat(other.isCutOff()).isFalse();
        });
    }
}
