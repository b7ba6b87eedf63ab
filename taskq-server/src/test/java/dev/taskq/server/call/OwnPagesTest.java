package dev.taskq.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskLimits;
import dev.taskq.TaskPage;
import dev.taskq.TaskPage.Cursor;
import dev.taskq.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnPagesTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:30:45.123456Z");
    private static final int SCAN = 10;

    private record Row(Instant at, long id, boolean own) {}

    private static Task task(Row row) {
        return new Task(
                row.id(),
                "t",
                TaskStatus.QUEUED,
                "{}",
                Optional.empty(),
                Optional.empty(),
                Counts.NONE,
                TaskLimits.DEFAULTS,
                false,
                new Task.Times(
                        row.at(), row.at(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Origin.UNKNOWN,
                List.of());
    }

    /** A page as a store reads it: at most so many rows, newest first. */
    private static TaskPage read(List<Row> rows, Optional<Cursor> from) {
        List<Row> read = rows.stream()
                .filter(row -> from.map(position -> isBehind(row, position)).orElse(true))
                .limit(SCAN)
                .toList();
        List<Task> own = read.stream().filter(Row::own).map(OwnPagesTest::task).toList();
        Optional<Cursor> last = read.isEmpty()
                ? Optional.empty()
                : Optional.of(new Cursor(read.getLast().at(), read.getLast().id()));
        return new TaskPage(own, read.size() == SCAN ? last : Optional.empty(), last.map(Cursor::createdAt));
    }

    private static boolean isBehind(Row row, Cursor position) {
        return row.at().isBefore(position.createdAt())
                || (row.at().equals(position.createdAt()) && row.id() < position.id());
    }

    private static TaskPage hidden(List<Row> rows, Optional<Cursor> from) {
        return OwnPages.hide(read(rows, from), from.map(Cursor::createdAt).orElse(NOW.plus(1, ChronoUnit.SECONDS)));
    }

    /** A tenth of them is the caller's own, and a third has the time of the one before. */
    private static List<Row> rows(long seed, ChronoUnit unit) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        Instant at = NOW;
        for (long id = 1_000; id > 0; id--) {
            at = random.nextInt(3) == 0 ? at : at.minus(random.nextInt(50), unit);
            rows.add(new Row(at, id, random.nextInt(10) == 0));
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(
            value = ChronoUnit.class,
            names = {"MICROS", "MILLIS", "SECONDS", "MINUTES", "HOURS"})
    void pagesHaveEveryTaskOnceAndComeToAnEnd(ChronoUnit unit) {
        for (long seed = 0; seed < 50; seed++) {
            List<Row> rows = rows(seed, unit);
            List<Long> listed = new ArrayList<>();
            Set<Cursor> positions = new HashSet<>();
            Optional<Cursor> from = Optional.empty();
            do {
                TaskPage page = hidden(rows, from);
                page.tasks().forEach(task -> listed.add(task.id()));
                from = page.next();
                from.ifPresent(position -> assertThat(positions.add(position)).isTrue());
            } while (from.isPresent());

            assertThat(listed)
                    .isEqualTo(rows.stream().filter(Row::own).map(Row::id).toList());
        }
    }

    /** Unless a page reads rows of one time only. */
    @Test
    void positionIsOfNoTaskOfAnother() {
        for (long seed = 0; seed < 50; seed++) {
            List<Row> rows = rows(seed, ChronoUnit.SECONDS);
            Optional<Cursor> from = Optional.empty();
            do {
                TaskPage page = hidden(rows, from);
                from = page.next();
                assertThat(page.lookedBackTo()).isEqualTo(from.map(Cursor::createdAt));
                from.ifPresent(position -> assertThat(rows)
                        .filteredOn(row -> row.id() == position.id() || row.at().equals(position.createdAt()))
                        .satisfiesAnyOf(
                                none -> assertThat(none).isEmpty(),
                                some -> assertThat(some).anyMatch(row -> row.own() && row.id() == position.id()),
                                more -> assertThat(more).hasSizeGreaterThanOrEqualTo(SCAN)));
            } while (from.isPresent());
        }
    }

    @Test
    void timeIsAsRoundAsWhatWasReadAllows() {
        Instant last = Instant.parse("2026-11-29T09:41:07.000001Z");
        TaskPage page = new TaskPage(List.of(), Optional.of(new Cursor(last, 7)), Optional.of(last));

        assertThat(OwnPages.hide(page, NOW).lookedBackTo()).contains(Instant.parse("2026-11-29T10:00:00Z"));
        assertThat(OwnPages.hide(page, last.plus(Duration.ofMinutes(2))).lookedBackTo())
                .contains(Instant.parse("2026-11-29T09:42:00Z"));
        assertThat(OwnPages.hide(page, last.plusNanos(1_000)).next()).contains(new Cursor(last, 7));
    }

    @Test
    void lastPageHasNoTime() {
        TaskPage page = new TaskPage(List.of(), Optional.empty(), Optional.of(NOW));

        assertThat(OwnPages.hide(page, NOW)).isEqualTo(new TaskPage(List.of(), Optional.empty(), Optional.empty()));
    }
}
