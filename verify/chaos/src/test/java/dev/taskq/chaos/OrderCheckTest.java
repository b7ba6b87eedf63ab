package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.chaos.Answer.Meaning;
import dev.taskq.chaos.Call.Wanted;
import dev.taskq.chaos.ClientRecord.Told;
import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Orders.Order;
import dev.taskq.chaos.Rows.TaskRow;
import dev.taskq.chaos.plugin.Job;
import dev.taskq.chaos.plugin.Job.Kind;
import dev.taskq.chaos.plugin.Ship;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence of a good run with one order, broken in one place. */
class OrderCheckTest {
    private static final long ORDER = 5;
    private static final long TASK = 7;
    private static final long ASKED_AT = 20 * Time.SECOND;
    private static final long STARTED_AT = ASKED_AT + Time.SECOND / 5;

    private final Map<Long, Order> begun = new HashMap<>(Map.of(ORDER, order(Optional.of(ASKED_AT + 1))));
    private final Set<Long> stored = new HashSet<>(Set.of(ORDER));
    private final Map<Long, List<String>> shipments = new HashMap<>(Map.of(TASK, List.of("run-" + TASK)));
    private final Map<Long, TaskRow> tasks = new HashMap<>(Map.of(TASK, task(TASK, ORDER)));
    private final List<Execution> executions = new ArrayList<>(List.of(execution(TASK, STARTED_AT)));
    private final List<Told> calls = new ArrayList<>();
    private final List<Calm> calms = new ArrayList<>(List.of(new Calm(0, 60 * Time.SECOND)));

    private static Order order(Optional<Long> toldAt) {
        return new Order(ORDER, "application-1.1", Optional.of(ASKED_AT), toldAt, false);
    }

    private static TaskRow task(long id, long order) {
        return new TaskRow(id, Ship.TYPE, order, 0, Kind.QUICK, "succeeded", 1, 0, 0, 5, Optional.of("run-" + id));
    }

    private static Execution execution(long task, long at) {
        return new Execution("run-" + task, "agent-1.1", task, 1, Ship.TYPE, at, Optional.of("done"), at + 1);
    }

    /** The client submits a task every half second. */
    private void otherTasksStart(long longest) {
        for (long at = ASKED_AT; at < ASKED_AT + 4 * Time.SECOND; at += Time.SECOND / 2) {
            long number = calls.size() + 1L;
            long task = 1_000 + number;
            calls.add(new Told(
                    new Call(number, Optional.empty(), List.of(new Wanted("red", new Job(number, 0, Kind.QUICK, 0)))),
                    List.of(new Answer("coordinator-1", at, at + 1, Meaning.ACCEPTED, List.of(task), "201"))));
            tasks.put(
                    task,
                    new TaskRow(
                            task, "red", number, 0, Kind.QUICK, "succeeded", 1, 0, 0, 5, Optional.of("run-" + task)));
            executions.add(execution(task, at + longest));
        }
    }

    private Evidence evidence() {
        return new Evidence(
                calls,
                Map.of(),
                new Rows(tasks, Map.of(), List.of(), IdleTimetable.rows(), Losses.NONE),
                Evidence.byTask(executions),
                List.of(),
                List.of(),
                new Orders(begun, stored, shipments),
                calms,
                0);
    }

    private List<String> broken() {
        return Checker.check(evidence()).stream()
                .map(Violation::rule)
                .distinct()
                .toList();
    }

    @Test
    void orderWithItsTaskBreaksNothing() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void timeToTheStartIsCountedFromTheCommit() {
        assertThat(new Figures(evidence(), 1).commitToStart(true)).containsExactly(Time.SECOND / 5);

        calms.clear();
        assertThat(new Figures(evidence(), 1).commitToStart(true)).isEmpty();
        assertThat(new Figures(evidence(), 1).commitToStart(false)).containsExactly(Time.SECOND / 5);
    }

    @Test
    void orderWithoutATaskIsFound() {
        tasks.clear();
        assertThat(broken()).containsExactly("no transaction without its task");
    }

    @Test
    void taskWithoutAnOrderIsFound() {
        tasks.put(8L, task(8, 6));
        executions.add(execution(8, STARTED_AT));
        assertThat(broken()).containsExactly("no task without its transaction");
    }

    @Test
    void taskOfATransactionThatWasRolledBackIsFound() {
        begun.put(ORDER, new Order(ORDER, "application-1.1", Optional.empty(), Optional.empty(), true));
        stored.clear();
        assertThat(broken()).containsExactly("no task without its transaction");
    }

    @Test
    void secondTaskOfAnOrderIsFound() {
        tasks.put(8L, task(8, ORDER));
        shipments.put(8L, List.of("run-8"));
        executions.add(execution(8, STARTED_AT));
        assertThat(broken()).containsExactly("one submit, one task");
    }

    @Test
    void taskOfAnOrderThatIsNotFinalIsFound() {
        tasks.put(TASK, new TaskRow(TASK, Ship.TYPE, ORDER, 0, Kind.QUICK, "scheduled", 0, 0, 0, 5, Optional.empty()));
        shipments.clear();
        assertThat(broken()).containsExactly("accepted is durable");
    }

    @Test
    void theRowAloneDecidesAboutACommitWithoutAnAnswer() {
        begun.put(ORDER, order(Optional.empty()));
        assertThat(broken()).isEmpty();

        stored.clear();
        tasks.clear();
        assertThat(broken()).isEmpty();
    }

    @Test
    void commitThatWasAnsweredAndIsNotStoredIsFound() {
        stored.clear();
        tasks.clear();
        assertThat(broken()).containsExactly("committed is durable");
    }

    @Test
    void orderThatIsStoredWithoutACommitIsFound() {
        begun.put(ORDER, new Order(ORDER, "application-1.1", Optional.empty(), Optional.empty(), true));
        assertThat(broken()).containsExactly("only a commit stores");
    }

    @Test
    void startBeforeTheCommitIsFound() {
        executions.set(0, execution(TASK, ASKED_AT - 1));
        assertThat(broken()).containsExactly("no start before the commit");
    }

    @Test
    void startThatIsLateInACalmIsFound() {
        executions.set(0, execution(TASK, ASKED_AT + 6 * Time.SECOND));
        otherTasksStart(Time.SECOND);
        assertThat(broken()).containsExactly("a commit is found in time");

        calms.set(0, new Calm(0, ASKED_AT + 3 * Time.SECOND));
        assertThat(broken()).as("a fault followed").isEmpty();
    }

    @Test
    void startIsNotLateIfAllTasksHadToWait() {
        executions.set(0, execution(TASK, ASKED_AT + 6 * Time.SECOND));
        otherTasksStart(3 * Time.SECOND);
        assertThat(broken()).isEmpty();
    }

    @Test
    void startIsNotLateIfTheClientStoodStillAsWell() {
        executions.set(0, execution(TASK, ASKED_AT + 6 * Time.SECOND));
        assertThat(broken()).isEmpty();
    }

    @Test
    void completionWithoutItsEffectIsFound() {
        shipments.clear();
        assertThat(broken()).containsExactly("an effect for each completion");
    }

    @Test
    void secondEffectIsFound() {
        shipments.put(TASK, List.of("run-" + TASK, "run-8"));
        assertThat(broken()).containsExactly("an effect for each completion");
    }

    @Test
    void effectOfAnotherRunIsFound() {
        shipments.put(TASK, List.of("run-8"));
        assertThat(broken()).containsExactly("an effect for each completion");
    }

    @Test
    void effectOfATaskThatIsNotCompletedInATransactionIsFound() {
        otherTasksStart(0);
        shipments.put(1_001L, List.of("run-1001"));
        assertThat(broken()).containsExactly("an effect for each completion");
    }

    /** Its process was killed after the commit, before the handler could write that it had returned. */
    @Test
    void endOfTheHandlerIsNotNeededAfterItsCommit() {
        executions.set(
                0, new Execution("run-" + TASK, "agent-1.1", TASK, 1, Ship.TYPE, STARTED_AT, Optional.empty(), 0));
        assertThat(broken()).isEmpty();
    }

    @Test
    void journalTellsTheStepsOfEachTransaction(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("application-1.2.journal"), """
                BEGIN 1 5 java keyed 20 ms
                BEGIN 2 6 sql 0 ms
                COMMIT 3 5
                ROLLBACK 4 6
                COMMITTED 5 5
                """);
        assertThat(Orders.begun(folder).values())
                .containsExactlyInAnyOrder(
                        new Order(5, "application-1.2", Optional.of(3L), Optional.of(5L), false),
                        new Order(6, "application-1.2", Optional.empty(), Optional.empty(), true));
    }
}
