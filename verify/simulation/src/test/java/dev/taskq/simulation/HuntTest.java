package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Else a busy machine would hide that a sabotage is not found any more. */
class HuntTest {
    private static final Schedule ANY = new Schedule(
            Setting.small(1_000, Order.of(Behaviour.SUCCEEDS)), 1, Schedule.BY_SEED, new TreeMap<>(), new TreeMap<>());
    private static final Finding STUCK = new Finding("seed 1", ANY, "computes for 20 s", true, 1);
    private static final Finding REAL = new Finding("seed 1", ANY, "a promise is broken", false, 1);

    @Test
    void runThatStoodStillIsPlayedAgain() throws InterruptedException {
        Iterator<Optional<Finding>> found = List.of(Optional.of(STUCK), Optional.of(STUCK), Optional.of(REAL))
                .iterator();
        assertThat(Hunt.shown(found::next, () -> false)).contains(REAL);
        assertThat(found.hasNext()).isFalse();
    }

    @Test
    void runThatStandsStillUntilTimeIsOverIsNoFinding() throws InterruptedException {
        Iterator<Boolean> enough = List.of(false, true).iterator();
        Iterator<Optional<Finding>> found =
                Collections.nCopies(2, Optional.of(STUCK)).iterator();
        assertThat(Hunt.shown(found::next, enough::next)).isEmpty();
        assertThat(found.hasNext()).isFalse();
    }

    /** Each leaves a thread that computes. */
    @Test
    void runThatStandsStillEachTimeIsPlayedThreeTimes() throws InterruptedException {
        Iterator<Optional<Finding>> found =
                Collections.nCopies(3, Optional.of(STUCK)).iterator();
        assertThat(Hunt.shown(found::next, () -> false)).isEmpty();
        assertThat(found.hasNext()).isFalse();
    }

    @Test
    void searchThatFindsNothingIsMadeOnce() throws InterruptedException {
        Iterator<Optional<Finding>> found = List.of(Optional.<Finding>empty()).iterator();
        assertThat(Hunt.shown(found::next, () -> false)).isEmpty();
        assertThat(found.hasNext()).isFalse();
    }
}
