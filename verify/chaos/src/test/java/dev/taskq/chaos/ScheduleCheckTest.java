package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A schedule that fired at each of its five times, broken in one place. */
class ScheduleCheckTest {
    private static final long FIRST = 100 * Time.SECOND;

    private final List<Long> fireTimes = new ArrayList<>();
    private boolean allCaughtUp = true;
    private long fired = 5;
    private long skipped;
    private long stoppedAt = FIRST + 5 * Time.SECOND;

    ScheduleCheckTest() {
        for (int i = 0; i < 5; i++) {
            fireTimes.add(FIRST + i * Time.SECOND);
        }
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
                                    name, allCaughtUp, Time.SECOND, FIRST, next, stoppedAt, fired, skipped, fireTimes)
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
        fireTimes.set(3, FIRST);
        assertThat(broken()).containsExactly("a fire time has one task");
    }

    @Test
    void taskOfNoFireTimeIsFound() {
        fireTimes.set(3, FIRST + 1);
        assertThat(broken()).containsExactly("a task is of a fire time");
        fireTimes.set(3, FIRST + 5 * Time.SECOND);
        assertThat(broken()).containsExactly("a task is of a fire time");
        fireTimes.set(3, FIRST - Time.SECOND);
        assertThat(broken()).containsExactly("a task is of a fire time");
    }

    @Test
    void fireWithoutATaskIsFound() {
        fireTimes.removeLast();
        assertThat(broken()).containsExactly("a fire is a task");
    }

    @Test
    void fireTimeThatIsLeftOutIsFound() {
        fireTimes.removeLast();
        fired = 4;
        assertThat(broken()).containsExactly("no fire time is left out");
    }

    @Test
    void fireTimesAreSkippedByPolicyAlone() {
        fireTimes.removeLast();
        fired = 4;
        skipped = 1;
        assertThat(broken()).containsExactly("all are caught up with");
        allCaughtUp = false;
        assertThat(broken()).isEmpty();
    }
}
