package dev.taskq.chaos;

import dev.taskq.chaos.Answer.Meaning;
import dev.taskq.chaos.Call.Wanted;
import dev.taskq.chaos.ClientRecord.Told;
import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Rows.AttemptRow;
import dev.taskq.chaos.Rows.TaskRow;
import dev.taskq.chaos.plugin.Job.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares a run with the promises. It knows only the answers that the client got, the rows, and the journals of the
 * handlers and applications. To judge lost sessions it also knows which faults hit which member.
 */
final class Checker {
    private static final int MOST_LOSSES = 5;

    /** A crash of Postgres forgets only claims that are younger than this. */
    private static final long UNSYNCED = 2 * Time.SECOND;

    private static final long STANDSTILL = 5 * Time.SECOND;

    private final Evidence evidence;
    private final List<Violation> violations = new ArrayList<>();

    private Checker(Evidence evidence) {
        this.evidence = evidence;
    }

    static List<Violation> check(Evidence evidence) {
        Checker checker = new Checker(evidence);
        checker.checkCalls();
        evidence.rows().tasks().values().forEach(checker::checkTask);
        checker.checkFinals();
        new SessionCheck(evidence, checker.violations).check();
        new LossCheck(evidence, checker.violations).check();
        new OrderCheck(evidence, checker.violations).check();
        evidence.executions().forEach(new CheckpointCheck(checker.violations)::check);
        new ScheduleCheck(evidence.rows().schedules(), checker.violations).check();
        checker.checkStreams();
        return checker.violations;
    }

    private void violated(String rule, long task, String detail) {
        violations.add(new Violation(rule, task, detail));
    }

    private record Place(long call, int place) {}

    /** Accepted tasks are stored and refused ones are not. A call with a key, or with an answer, is stored once. */
    private void checkCalls() {
        Map<Place, List<TaskRow>> byPlace = new HashMap<>();
        evidence.rows().tasks().values().stream()
                .filter(TaskRow::isOfClient)
                .forEach(row -> byPlace.computeIfAbsent(new Place(row.call(), row.place()), place -> new ArrayList<>())
                        .add(row));
        for (Told told : evidence.calls()) {
            checkAnswers(told);
            List<Wanted> tasks = told.call().tasks();
            for (int place = 0; place < tasks.size(); place++) {
                List<TaskRow> stored = Optional.ofNullable(
                                byPlace.remove(new Place(told.call().number(), place)))
                        .orElse(List.of());
                checkStored(told, place, stored);
            }
        }
        byPlace.values().stream()
                .flatMap(Collection::stream)
                .forEach(row -> violated("every row was submitted", row.id(), "it was not submitted: " + row));
    }

    private void checkAnswers(Told told) {
        List<List<Long>> accepted = told.answers().stream()
                .filter(answer -> answer.meaning() == Meaning.ACCEPTED)
                .map(Answer::ids)
                .distinct()
                .toList();
        if (accepted.size() > 1) {
            violated("same key, same task", 0, "call " + told.call().number() + " was answered " + accepted);
        }
        if (accepted.stream().anyMatch(ids -> ids.size() != told.call().tasks().size())) {
            violated("accepted is durable", 0, "call " + told.call().number() + " was answered " + accepted);
        }
        if (told.call().key().isPresent() && accepted.isEmpty()) {
            violated(
                    "submits are accepted again",
                    0,
                    "call " + told.call().number() + " was never accepted, last " + lastOf(told));
        }
        told.answers().stream()
                .filter(answer -> answer.meaning() == Meaning.WRONG)
                .forEach(answer -> violated(
                        "answers are as documented", 0, "call " + told.call().number() + ": " + answer.words()));
    }

    private static String lastOf(Told told) {
        return told.answers().isEmpty()
                ? "no answer"
                : told.answers().get(told.answers().size() - 1).words();
    }

    private void checkStored(Told told, int place, List<TaskRow> stored) {
        long call = told.call().number();
        if (stored.size() > 1) {
            List<Long> ids = stored.stream().map(TaskRow::id).toList();
            violated("same key, same task", ids.get(0), "call " + call + " place " + place + " is stored as " + ids);
        }
        if (!stored.isEmpty() && !told.maybeStored()) {
            violated("refused is not stored", stored.get(0).id(), "call " + call + " was refused each time");
        }
        told.answers().stream()
                .filter(answer -> answer.meaning() == Meaning.ACCEPTED)
                .map(answer -> answer.ids().get(place))
                .filter(id -> stored.stream().noneMatch(row -> row.id() == id))
                .forEach(id ->
                        violated("accepted is durable", id, "call " + call + " place " + place + ": no such row"));
    }

    private void checkTask(TaskRow row) {
        if (!row.isFinal()) {
            violated("accepted is durable", row.id(), "is not final: " + row);
            return;
        }
        checkOutcome(row);
        checkAttempts(row);
        checkExecutions(row);
    }

    /** Each kind of task ends as its handler intends, within its bounds. */
    private void checkOutcome(TaskRow row) {
        boolean succeeds = switch (row.kind()) {
            case QUICK, WAIT, PARTS, FAIL_ONCE -> true;
            case FAIL, GIVE_UP, HANG, DEAF, POISON -> false;
        };
        if (!row.status().equals(succeeds ? "succeeded" : "failed")) {
            violated("one final outcome", row.id(), "ended otherwise than its handler intends: " + row);
        }
        if (row.failures() > row.maxAttempts() || row.losses() > MOST_LOSSES) {
            violated("attempts are bounded", row.id(), row.toString());
        }
        boolean failuresFit = switch (row.kind()) {
            case QUICK, WAIT, PARTS, POISON -> row.failures() == 0;
            case FAIL_ONCE -> row.failures() <= 1;
            case GIVE_UP -> row.failures() == 1;
            case FAIL, HANG, DEAF -> row.failures() == row.maxAttempts();
        };
        // Any fault of the database may fail a transaction of a handler.
        if ((!failuresFit && !row.isShipment()) || (row.kind() == Kind.POISON && row.losses() != MOST_LOSSES)) {
            violated("failures are counted", row.id(), row.toString());
        }
    }

    /** Each attempt, except one that succeeded, has left its own row. So no task was finished and then taken back. */
    private void checkAttempts(TaskRow row) {
        List<AttemptRow> attempts = evidence.rows().attemptsOf(row.id());
        List<Integer> numbers = attempts.stream().map(AttemptRow::attempt).toList();
        int last = row.status().equals("succeeded") ? row.attempt() - 1 : row.attempt();
        List<Integer> wanted = IntStream.rangeClosed(1, last).boxed().toList();
        if (!numbers.equals(wanted)) {
            violated("final is final", row.id(), "the failed attempts are " + numbers + ", not " + wanted);
        }
        long lost = count(attempts, "lost");
        long failed = count(attempts, "failed") + count(attempts, "timed_out") + count(attempts, "gave_up");
        if (lost != row.losses() || failed != row.failures()) {
            violated("failures are counted", row.id(), row + " after " + attempts);
        }
    }

    private static long count(List<AttemptRow> attempts, String outcome) {
        return attempts.stream()
                .filter(attempt -> attempt.outcome().equals(outcome))
                .count();
    }

    /** The recorded run belongs to the last attempt claimed, and no claim was run twice. */
    private void checkExecutions(TaskRow row) {
        List<Execution> executions = evidence.executionsOf(row.id());
        executions.stream()
                .filter(execution -> execution.attempt() > row.attempt())
                .forEach(execution ->
                        violated("one holder", row.id(), "a later attempt than its last was run: " + execution));
        if (row.status().equals("succeeded")) {
            boolean known = executions.stream()
                    .anyMatch(execution -> Optional.of(execution.name()).equals(row.run())
                            && execution.attempt() == row.attempt()
                            // The handler of a shipment may end in any way after its commit.
                            && (execution.isDone() || row.isShipment()));
            if (!known) {
                violated(
                        "one holder",
                        row.id(),
                        "the record differs from what the last attempt's handler did: " + row + " of " + executions);
            }
        }
        for (int i = 0; i < executions.size(); i++) {
            for (int j = i + 1; j < executions.size(); j++) {
                Execution first = executions.get(i);
                Execution second = executions.get(j);
                if (first.attempt() == second.attempt()
                        && !crashedBetween(first.startedAt() - UNSYNCED, second.startedAt())) {
                    violated("one holder", row.id(), "one claim was run twice: " + first + " and " + second);
                }
            }
        }
    }

    private boolean crashedBetween(long from, long to) {
        return evidence.faults().stream()
                .flatMapToLong(fault -> fault.crashes().stream().mapToLong(at -> at))
                .anyMatch(at -> at >= from && at <= to);
    }

    private void checkFinals() {
        evidence.finals().forEach((id, told) -> {
            TaskRow row = evidence.rows().tasks().get(id);
            if (row == null || !row.status().equals(told)) {
                violated("final is final", id, "the client was told " + told + ", now it is " + row);
            }
        });
    }

    /** Tasks of a type that must continue are started without a gap. Not checked if another fault overlaps. */
    private void checkStreams() {
        for (FaultRecord fault : evidence.faults()) {
            boolean alone = evidence.faults().stream().noneMatch(other -> other != fault && other.touches(fault));
            for (FaultRecord.GoesOn stream : alone ? fault.goesOn() : List.<FaultRecord.GoesOn>of()) {
                long[] starts = evidence.executions().values().stream()
                        .flatMap(Collection::stream)
                        .filter(execution -> execution.type().equals(stream.type()))
                        .mapToLong(Execution::startedAt)
                        .filter(at -> at >= stream.from() && at <= stream.to())
                        .sorted()
                        .toArray();
                long before = stream.from();
                for (long start : starts) {
                    requireNoGap(fault, before, start);
                    before = start;
                }
                requireNoGap(fault, before, stream.to());
            }
        }
    }

    private void requireNoGap(FaultRecord fault, long from, long to) {
        if (to - from > STANDSTILL) {
            violated(
                    "nothing is stranded",
                    0,
                    fault + ": no task of its type was started for " + Time.seconds(to - from) + " s");
        }
    }
}
