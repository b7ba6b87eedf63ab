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

    ScheduleCheckTest() {
        for (int i = 0; i < 5; i++) {
            fireTimes.add(FIRST + i * Time.SECOND);
        }
    }

    private List<String> broken() {
        Timetable.Row schedule = new Timetable.Row(
                "s", allCaughtUp, Time.SECOND, FIRST, FIRST + 5 * Time.SECOND, fired, skipped, fireTimes);
        List<Violation> violations = new ArrayList<>();
        new ScheduleCheck(List.of(schedule), violations).check();
        return violations.stream().map(Violation::rule).toList();
    }

    @Test
    void scheduleThatFiredAtEachTimeBreaksNothing() {
        assertThat(broken()).isEmpty();
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
