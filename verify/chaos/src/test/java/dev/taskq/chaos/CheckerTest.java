package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.chaos.Answer.Meaning;
import dev.taskq.chaos.Call.Wanted;
import dev.taskq.chaos.ClientRecord.Told;
import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Rows.AttemptRow;
import dev.taskq.chaos.Rows.TaskRow;
import dev.taskq.chaos.plugin.Job;
import dev.taskq.chaos.plugin.Job.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Evidence of a good run, broken in one place. */
class CheckerTest {
    private static final long TASK = 7;
    private static final long CALL = 1;

    private final List<Answer> answers =
            new ArrayList<>(List.of(new Answer("coordinator-1", 1, 2, Meaning.ACCEPTED, List.of(TASK), "201")));
    private final Map<Long, String> finals = new HashMap<>(Map.of(TASK, "succeeded"));
    private final Map<Long, TaskRow> tasks = new HashMap<>(Map.of(TASK, row("succeeded", 2, 0, 1)));
    private final List<AttemptRow> attempts = new ArrayList<>(List.of(new AttemptRow(TASK, 1, "lost")));
    private final List<Execution> executions =
            new ArrayList<>(List.of(execution("1-1", 1, 10, Optional.empty()), execution("2-1", 2, 20, done())));
    private final List<FaultRecord> faults = new ArrayList<>();

    private static Optional<String> done() {
        return Optional.of("done");
    }

    private static TaskRow row(String status, int attempt, int failures, int losses) {
        return new TaskRow(
                TASK, "red", CALL, 0, Kind.QUICK, status, attempt, failures, losses, 5, Optional.of(attempt + "-1"));
    }

    private static Execution execution(String run, int attempt, long at, Optional<String> end) {
        return new Execution(
                run, "agent-" + attempt + ".1", TASK, attempt, "red", at * Time.SECOND, end, at * Time.SECOND + 1);
    }

    private List<String> broken() {
        Call call = new Call(CALL, Optional.of("key"), List.of(new Wanted("red", new Job(CALL, 0, Kind.QUICK, 0))));
        Evidence evidence = new Evidence(
                List.of(new Told(call, answers)),
                finals,
                new Rows(tasks, Map.of(TASK, attempts), List.of(), IdleTimetable.rows(), Losses.NONE),
                Evidence.byTask(executions),
                faults,
                List.of(),
                Orders.NONE,
                List.of(),
                0);
        return Checker.check(evidence).stream().map(Violation::rule).distinct().toList();
    }

    @Test
    void goodRunBreaksNothing() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void acceptedTaskWithoutARowIsFound() {
        tasks.clear();
        finals.clear();
        assertThat(broken()).containsExactly("accepted is durable");
    }

    @Test
    void acceptedTaskThatIsNotFinalIsFound() {
        tasks.put(TASK, row("running", 2, 0, 1));
        finals.clear();
        assertThat(broken()).containsExactly("accepted is durable");
    }

    @Test
    void secondTaskOfOneCallIsFound() {
        tasks.put(8L, new TaskRow(8, "red", CALL, 0, Kind.QUICK, "succeeded", 1, 0, 0, 5, Optional.of("9-1")));
        assertThat(broken()).contains("same key, same task");
    }

    @Test
    void repeatThatIsAnsweredOtherwiseIsFound() {
        answers.add(new Answer("coordinator-2", 3, 4, Meaning.ACCEPTED, List.of(8L), "201"));
        assertThat(broken()).contains("same key, same task");
    }

    @Test
    void storedThoughRefusedIsFound() {
        answers.clear();
        answers.add(new Answer("coordinator-1", 1, 2, Meaning.REFUSED, List.of(), "503"));
        assertThat(broken()).contains("refused is not stored");
    }

    @Test
    void taskWithoutARequestIsFound() {
        tasks.put(8L, new TaskRow(8, "red", 99, 0, Kind.QUICK, "succeeded", 1, 0, 0, 5, Optional.of("9-1")));
        assertThat(broken()).contains("every row was submitted");
    }

    @Test
    void answerThatIsNotDocumentedIsFound() {
        answers.add(0, new Answer("coordinator-1", 1, 2, Meaning.WRONG, List.of(), "500"));
        assertThat(broken()).containsExactly("answers are as documented");
    }

    @Test
    void finishOfAnAttemptThatWasTakenBackIsFound() {
        tasks.put(TASK, new TaskRow(TASK, "red", CALL, 0, Kind.QUICK, "succeeded", 2, 0, 1, 5, Optional.of("1-1")));
        assertThat(broken()).containsExactly("one holder");
    }

    @Test
    void startOfAnAttemptAfterTheFinishedOneIsFound() {
        executions.add(execution("3-1", 3, 30, Optional.empty()));
        assertThat(broken()).containsExactly("one holder");
    }

    @Test
    void claimThatWasRunTwiceIsFound() {
        executions.add(execution("3-1", 2, 25, Optional.empty()));
        assertThat(broken()).containsExactly("one holder");
    }

    @Test
    void claimThatACrashOfPostgresForgotMayRunTwice() {
        executions.add(0, execution("3-1", 2, 15, done()));
        faults.add(new FaultRecord(1, FaultKind.POSTGRES_CRASH, 16 * Time.SECOND));
        assertThat(broken()).isEmpty();
    }

    @Test
    void successThatWasUndoneIsFound() {
        attempts.clear();
        tasks.put(TASK, row("succeeded", 2, 0, 0));
        assertThat(broken()).containsExactly("final is final");
    }

    @Test
    void finalStatusThatIsNoLongerWhatTheClientWasToldIsFound() {
        finals.put(TASK, "failed");
        assertThat(broken()).containsExactly("final is final");
    }

    @Test
    void countsThatDoNotFitTheAttemptsAreFound() {
        tasks.put(TASK, row("succeeded", 2, 0, 2));
        assertThat(broken()).containsExactly("failures are counted");
    }

    @Test
    void taskThatEndsOtherwiseThanItsHandlerDoesIsFound() {
        tasks.put(TASK, row("failed", 1, 0, 1));
        executions.remove(1);
        finals.clear();
        assertThat(broken()).containsExactly("one final outcome");
    }

    @Test
    void typeThatStoodStillIsFound() {
        FaultRecord lock = new FaultRecord(1, FaultKind.ROW_LOCK, 10 * Time.SECOND);
        lock.mustGoOn("red", 18 * Time.SECOND, 26 * Time.SECOND);
        faults.add(lock);
        assertThat(broken()).containsExactly("nothing is stranded");
    }
}
