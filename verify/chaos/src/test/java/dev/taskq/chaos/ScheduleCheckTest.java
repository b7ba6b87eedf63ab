package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.chaos.Timetable.Fire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A schedule that fired at each of its five times, broken in one place. */
class ScheduleCheckTest {
    private static final long FIRST = 100 * Time.SECOND;

    private final List<Fire> fires = new ArrayList<>();
    private boolean allCaughtUp = true;
    private boolean apart;
    private long fired = 5;
    private long skipped;
    private long stoppedAt = FIRST + 5 * Time.SECOND;

    ScheduleCheckTest() {
        for (int i = 0; i < 5; i++) {
            fires.add(fire(FIRST + i * Time.SECOND));
        }
    }

    /** A task that was stored at its fire time, and was final when the next one was due. */
    private static Fire fire(long time) {
        return new Fire(time, time, time + Time.SECOND);
    }

    private List<String> broken() {
        return broken(Timetable.names());
    }

    /** The rules that the first of some schedules breaks, while the others did nothing yet. */
    private List<String> broken(List<String> names) {
        long next = FIRST + 5 * Time.SECOND;
        List<Timetable.Row> schedules = new ArrayList<>();
        for (String name : names) {
            schedules.add(
                    schedules.isEmpty()
                            ? new Timetable.Row(
                                    name,
                                    allCaughtUp,
                                    Time.SECOND,
                                    FIRST,
                                    next,
                                    stoppedAt,
                                    fired,
                                    skipped,
                                    apart,
                                    fires)
                            : IdleTimetable.row(name));
        }
        List<Violation> violations = new ArrayList<>();
        new ScheduleCheck(schedules, violations).check();
        return violations.stream().map(Violation::rule).toList();
    }

    @Test
    void scheduleThatFiredAtEachTimeBreaksNothing() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void scheduleThatDoesNotExistAnyMoreIsFound() {
        assertThat(broken(Timetable.names().subList(1, 5))).containsExactly("no schedule is lost");
    }

    @Test
    void scheduleThatFiresNoMoreIsFound() {
        stoppedAt += (Timetable.MOST_MISSED + 2) * Time.SECOND;
        assertThat(broken()).containsExactly("a schedule goes on firing");
    }

    @Test
    void fireTimeWithTwoTasksIsFound() {
        fires.set(3, fire(FIRST));
        assertThat(broken()).containsExactly("a fire time has one task");
    }

    @Test
    void taskOfNoFireTimeIsFound() {
        fires.set(3, fire(FIRST + 1));
        assertThat(broken()).containsExactly("a task is of a fire time");
        fires.set(3, fire(FIRST + 5 * Time.SECOND));
        assertThat(broken()).containsExactly("a task is of a fire time");
        fires.set(3, fire(FIRST - Time.SECOND));
        assertThat(broken()).containsExactly("a task is of a fire time");
    }

    @Test
    void fireWithoutATaskIsFound() {
        fires.removeLast();
        assertThat(broken()).containsExactly("a fire is a task");
    }

    @Test
    void fireTimeThatIsLeftOutIsFound() {
        fires.removeLast();
        fired = 4;
        assertThat(broken()).containsExactly("no fire time is left out");
    }

    @Test
    void fireTimesAreSkippedByPolicyAlone() {
        fires.removeLast();
        fired = 4;
        skipped = 1;
        assertThat(broken()).containsExactly("all are caught up with");
        allCaughtUp = false;
        assertThat(broken()).isEmpty();
    }

    @Test
    void taskThatOverlapsTheOneBeforeIsFoundWhereTheyMayNot() {
        apart = true;
        assertThat(broken()).isEmpty();
        long time = FIRST + 2 * Time.SECOND;
        fires.set(2, new Fire(time, time, time + Time.SECOND + 1));
        assertThat(broken()).containsExactly("tasks do not overlap");
        apart = false;
        assertThat(broken()).isEmpty();
    }

    @Test
    void taskThatWasFiredLateIsComparedWithTheOneStoredBeforeIt() {
        apart = true;
        long late = FIRST + 10 * Time.SECOND;
        fires.set(4, new Fire(FIRST + 4 * Time.SECOND, late, late + Time.SECOND));
        fires.set(3, new Fire(FIRST + 3 * Time.SECOND, FIRST + 3 * Time.SECOND, late));
        assertThat(broken()).isEmpty();
        fires.set(4, new Fire(FIRST + 4 * Time.SECOND, late - 1, late + Time.SECOND));
        assertThat(broken()).containsExactly("tasks do not overlap");
    }

    @Test
    void taskThatWasFiredBesideOneThatIsNotFinalIsFound() {
        apart = true;
        fires.set(0, new Fire(FIRST, FIRST, Long.MAX_VALUE));
        assertThat(broken()).containsExactly("tasks do not overlap");
    }
}
