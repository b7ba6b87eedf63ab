package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A walk looks at every moment from its beginning back to the first, whatever happens on the way. */
class SliceScanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration FAST = Duration.ofMillis(1);

    private static SliceScan walk(int types) {
        List<SliceScan.Start> starts = new ArrayList<>();
        for (int i = 0; i < types; i++) {
            starts.add(new SliceScan.Start("type-" + i, NOW, Scan.NO_END));
        }
        return new SliceScan(starts);
    }

    private static List<Optional<Position>> noStops(List<Scan> scans) {
        return Collections.nCopies(scans.size(), Optional.empty());
    }

    /** A row of one type; what the walk has looked at of it. */
    private static boolean sees(Scan scan, Position row) {
        return row.compareTo(scan.after()) > 0 && row.hintedAt().isBefore(scan.before());
    }

    @Test
    void everyRowIsSeenOnceHoweverSlowTheStepsAre() {
        List<Position> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(new Position(NOW.minus(Duration.ofSeconds((long) i * i * i)), i + 1));
        }
        rows.add(new Position(NOW.plusSeconds(3_600), 1_000));
        rows.add(new Position(Instant.EPOCH, 1_001));
        SliceScan walk = walk(1);
        List<Position> seen = new ArrayList<>();
        int step = 0;
        while (!walk.isOver()) {
            Scan scan = walk.next(3).get(0);
            step++;
            if (step % 5 == 0) {
                walk.tooSlow();
                continue;
            }
            List<Position> found = rows.stream()
                    .filter(row -> sees(scan, row))
                    .sorted()
                    .limit(3)
                    .toList();
            seen.addAll(found);
            Optional<Position> stop = found.size() == 3 ? Optional.of(found.get(2)) : Optional.empty();
            walk.done(List.of(stop), step % 3 == 0 ? Duration.ofMillis(200) : FAST);
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void emptyPastIsWalkedInAFewSteps() {
        SliceScan walk = walk(1);
        int steps = 0;
        while (!walk.isOver()) {
            walk.done(noStops(walk.next(10)), FAST);
            steps++;
        }
        assertThat(steps).isLessThan(15);
    }

    /** On a busy server, or one that is far away, each step takes long, however little it reads. */
    @ParameterizedTest
    @ValueSource(ints = {5, 19, 20, 60, 199, 200, 3_000})
    void walkEndsHoweverLongEachStatementTakes(int millis) {
        SliceScan walk = walk(1);
        int steps = 0;
        while (!walk.isOver()) {
            walk.done(noStops(walk.next(10)), Duration.ofMillis(millis));
            steps++;
            assertThat(steps).isLessThan(400);
        }
    }

    /** A server that does not answer for a while leaves no walk behind that creeps. */
    @Test
    void walkRecoversFromTimeOuts() {
        SliceScan walk = walk(1);
        for (int i = 0; i < 20; i++) {
            walk.next(10);
            walk.tooSlow();
        }
        int steps = 0;
        while (!walk.isOver()) {
            walk.done(noStops(walk.next(10)), Duration.ofMillis(300));
            steps++;
            assertThat(steps).isLessThan(1_000);
        }
    }

    /** Dead entries lie where the newest rows are: the steps there become narrower, but not without end. */
    @Test
    void slowStepIsFollowedByANarrowerOne() {
        SliceScan walk = walk(1);
        walk.done(noStops(walk.next(10)), Duration.ofMillis(300));
        Scan second = walk.next(10).get(0);
        assertThat(Duration.between(second.after().hintedAt(), second.before())).isEqualTo(Duration.ofSeconds(5));
        walk.done(noStops(List.of(second)), Duration.ofMillis(300));
        Scan third = walk.next(10).get(0);
        assertThat(Duration.between(third.after().hintedAt(), third.before())).isEqualTo(Duration.ofMillis(2_500));
    }

    @Test
    void stepThatRanIntoATimeOutIsFollowedByANarrowerOne() {
        SliceScan walk = walk(1);
        walk.done(noStops(walk.next(10)), FAST);
        Scan before = walk.next(10).get(0);
        walk.tooSlow();
        Scan after = walk.next(10).get(0);
        assertThat(after.after()).isEqualTo(before.after());
        assertThat(Duration.between(after.after().hintedAt(), after.before()))
                .isLessThan(Duration.between(before.after().hintedAt(), before.before()));
    }

    @Test
    void manyTypesTakeTurns() {
        SliceScan walk = walk(250);
        List<String> types = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Scan> scans = walk.next(10);
            assertThat(scans).hasSizeLessThanOrEqualTo(100);
            scans.forEach(scan -> types.add(scan.type()));
            walk.done(noStops(scans), FAST);
        }
        assertThat(types).contains("type-0", "type-249");
    }
}
