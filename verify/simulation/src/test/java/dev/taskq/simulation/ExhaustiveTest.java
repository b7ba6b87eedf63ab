package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExhaustiveTest {
    static Stream<String> settings() {
        return Settings.all().keySet().stream();
    }

    private static Exhaustive.Result play(Focus focus, int switches) {
        return new Exhaustive(focus, switches, played -> {}, () -> false).run();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void noScheduleWithOneAccidentBreaksAPromise(String name) {
        Exhaustive.Result result = play(Settings.named(name).atMost(1), 0);
        assertThat(result.finding()).isEmpty();
        assertThat(result.complete()).isTrue();
        assertThat(result.played()).isGreaterThan(5);
    }

    @Test
    void noScheduleWithTwoAccidentsToClaimsBreaksAPromise() {
        Exhaustive.Result result = play(Settings.named("claims"), 0);
        assertThat(result.finding()).isEmpty();
        assertThat(result.complete()).isTrue();
    }

    @Test
    void noOrderOfStepsBreaksAPromise() {
        Exhaustive.Result result = play(Settings.named("claims").atMost(0), 3);
        assertThat(result.finding()).isEmpty();
        assertThat(result.complete()).isTrue();
    }

    /** Limited to several minutes; docs/simulation.md has the sizes of the rest. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "claims, 2, 1",
        "completions, 2, 0",
        "completions, 1, 1",
        "crashes, 2, 1",
        "freezes, 2, 1",
        "hints, 2, 0",
        "hints, 1, 1",
        "submits, 2, 1"
    })
    void noScheduleWithSeveralAccidentsOrASwitchBreaksAPromise(String name, int accidents, int switches) {
        Exhaustive.Result result = play(Settings.named(name).atMost(accidents), switches);
        assertThat(result.finding()).isEmpty();
        assertThat(result.complete()).isTrue();
    }

    /** Without accidents, and without a limit that matters, every path is walked once. */
    @Test
    void everyPathIsWalkedOnce() {
        Focus focus = Settings.named("submits");
        Search search = new Search(focus.atMost(1), 0);
        Set<Schedule> seen = new HashSet<>();
        int played = 0;
        while (!search.isOver()) {
            Search.Run run = search.next();
            Plays.play(focus.setting(), run, new Coverage());
            seen.add(run.schedule());
            played++;
            search.done(run);
        }
        assertThat(seen).hasSize(played);
    }
}
