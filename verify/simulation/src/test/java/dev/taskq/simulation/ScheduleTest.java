package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import dev.taskq.simulation.world.SimulationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final long SEED = 17;

    private static Coverage play(Schedule schedule) {
        Coverage coverage = new Coverage();
        assertThat(Plays.play(schedule.setting(), schedule.choices(), coverage)).isEmpty();
        return coverage;
    }

    private static Schedule played(long seed, Coverage coverage) {
        Focus focus = Focus.drawn(seed);
        ByChance choices = new ByChance(seed, focus);
        assertThat(Plays.play(focus.setting(), choices, coverage)).isEmpty();
        return choices.schedule();
    }

    @Test
    void whatASeedPlayedIsPlayedAgainByItsSchedule() {
        Coverage first = new Coverage();
        Schedule schedule = played(SEED, first);
        assertThat(play(schedule).table()).isEqualTo(first.table());
    }

    @Test
    void aScheduleIsReadAsItWasWritten() {
        Schedule schedule = played(SEED, new Coverage());
        assertThat(Schedule.parse(schedule.lines())).isEqualTo(schedule);
    }

    /** Schedules that once broke a promise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed-782375.txt",
                "seed-2034248.txt",
                "seed-6052836.txt",
                "seed-30046031.txt",
                "seed-40099687.txt",
                "seed-42060195.txt",
                "seed-43048754.txt",
                "seed-44130464.txt",
                "seed-45272007.txt",
                "seed-47139273.txt",
                "seed-48005989.txt",
                "seed-50171239.txt",
                "seed-52139739.txt",
                "seed-52259086.txt",
                "seed-52284017.txt",
                "seed-60087947.txt",
                "seed-60089110.txt",
                "seed-62072875.txt",
                "seed-63904051.txt",
                "seed-81514803.txt",
                "seed-83015923.txt",
                "seed-83048190.txt",
                "seed-83092046.txt",
                "seed-83171724.txt",
                "seed-83394151.txt",
                "seed-83784155.txt",
                "seed-83792225.txt",
                "seed-84052539.txt",
                "seed-85136674.txt",
                "seed-85994986.txt"
            })
    void whatBrokeAPromiseOnceDoesNoMore(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(ScheduleTest.class.getResourceAsStream(file), file)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            play(Schedule.parse(lines));
        }
    }

    @Test
    void aSearchedScheduleIsPlayedAgain() {
        Focus focus = Settings.named("completions");
        Search search = new Search(focus, 1);
        Coverage first = new Coverage();
        Schedule schedule = played(search, focus, first);
        assertThat(schedule.strikes()).isNotEmpty();
        assertThat(play(schedule).table()).isEqualTo(first.table());
    }

    /** The first schedule with an accident. */
    private static Schedule played(Search search, Focus focus, Coverage coverage) {
        while (true) {
            Search.Run run = search.next();
            Coverage own = new Coverage();
            Plays.play(focus.setting(), run, own);
            if (!run.schedule().strikes().isEmpty()) {
                coverage.add(own);
                return run.schedule();
            }
            search.done(run);
        }
    }

    @Test
    void aFailureIsShortenedToWhatItNeeds() {
        // A setting that fails with any accidents: its time is over before a task ends.
        Focus focus = Focus.drawn(SEED);
        Setting broken = focus.setting()
                .withOrders(List.of(Order.of(Behaviour.SUCCEEDS), Order.of(Behaviour.FAILS)))
                .withAgents(0, 1);
        ByChance choices =
                new ByChance(SEED, Focus.of(broken, Set.of(Accident.FAIL_BEFORE), EnumSet.allOf(Operation.class), 6));
        Optional<SimulationFailure> failure = Plays.play(broken, choices, new Coverage());
        assertThat(failure).isPresent();
        Finding shortest = Shortening.shorten(Finding.of("broken", choices.schedule(), failure.get(), 1));
        assertThat(shortest.schedule().strikes()).isEmpty();
        assertThat(shortest.schedule().setting().orders()).hasSize(1);
        assertThat(shortest.schedule().isPlain()).isTrue();
        assertThat(Plays.play(shortest.schedule())).isPresent();
    }
}
