package dev.taskq.postgres;

import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Scan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ends executions, and reclaims those that were lost. */
final class PostgresCompletions implements Completions {
    private static final Query COMPLETE = Query.load("completions/complete");
    private static final Query COMPLETE_IN = COMPLETE.withoutKeptPlan();
    private static final Query CHECKPOINT = Query.load("completions/checkpoint");
    private static final Query FORGIVE = Query.load("completions/forgive");
    private static final Query PURGE = Query.load("completions/purge");
    private static final String KEY_OF_SUCCEEDED = "succeeded_tasks_pkey";
    /** Schemas, tables and columns that do not exist. */
    private static final Set<String> WITHOUT_SCHEMA = Set.of("3F000", "42P01", "42703");

    private final Database database;
    private final long process;
    private final OpenRowScanner scanner;

    PostgresCompletions(Database database, long process) {
        this.database = database;
        this.process = process;
        this.scanner = new OpenRowScanner(database);
    }

    @Override
    public Forgiven forgiveLosses(long session, long ofProcess, String error) {
        List<Due> due = database.write(
                List.of(),
                connection -> FORGIVE.on(connection)
                        .set("session", session)
                        .set("process", ofProcess)
                        .set("most", MOST_FORGIVEN)
                        .set("error", error)
                        .rows(row -> new Due(row.number("task_id"), row.flag("done"), row.flag("final"))));
        return new Forgiven(
                due.stream().filter(Due::isDone).map(Due::task).toList(),
                due.stream().allMatch(each -> each.isDone() || each.isFinal()));
    }

    @Override
    public List<CompletionResult> complete(List<Completion> completions) {
        if (completions.isEmpty()) {
            return List.of();
        }
        List<Completion> sorted = completions.stream()
                .sorted(Comparator.comparingLong(Completion::id))
                .toList();
        List<Long> ids = completions.stream().map(Completion::id).toList();
        Map<Long, CompletionResult> results = new HashMap<>();
        write(ids, sorted).forEach(answer -> results.put(answer.id(), answer.result()));
        List<CompletionResult> answers = new ArrayList<>();
        for (long id : ids) {
            // A row that vanished between the snapshots of one statement holds nothing.
            answers.add(results.getOrDefault(id, new CompletionResult.Refused()));
        }
        return answers;
    }

    /**
     * Writes completions of different tasks, sorted by task. A task that cannot move because another one has its id holds up no other: the
     * statement, which has changed nothing then, runs again and looks for it.
     */
    private List<Answer> write(List<Long> ids, List<Completion> sorted) {
        try {
            return database.write(ids, connection -> write(COMPLETE.on(connection), sorted, false));
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof SQLException cause && Failures.isDouble(cause, KEY_OF_SUCCEEDED)) {
                return database.write(ids, connection -> write(COMPLETE.on(connection), sorted, true));
            }
            throw e;
        }
    }

    @Override
    public CompletionResult completeIn(Connection connection, Completion completion) throws SQLException {
        try {
            // An error would end the transaction of the application.
            return write(COMPLETE_IN.on(connection), List.of(completion), true).stream()
                    .map(Answer::result)
                    .findFirst()
                    .orElse(new CompletionResult.Refused());
        } catch (SQLException e) {
            if (WITHOUT_SCHEMA.contains(Failures.state(e))) {
                throw new SQLException(
                        "the database of this connection has no task of the agent: it lacks taskq's schema, or has"
                                + " another version of it",
                        e.getSQLState(),
                        e);
            }
            throw e;
        }
    }

    private List<Answer> write(Query.Call call, List<Completion> sorted, boolean idMayBeTaken) throws SQLException {
        return call.set("process", process)
                .set("id_may_be_taken", idMayBeTaken)
                .longs("ids", column(sorted, Completion::id))
                .longs(
                        "sessions",
                        column(sorted, completion -> completion.holder().session()))
                .longs(
                        "tokens",
                        column(sorted, completion -> completion.holder().token()))
                .texts("statuses", column(sorted, e -> e.verdict().status().wireName()))
                .longs(
                        "delays_us",
                        column(sorted, e -> Stamps.micros(e.verdict().delay())))
                .ints("failures", column(sorted, e -> e.verdict().failures()))
                .ints("releases", column(sorted, e -> e.verdict().releases()))
                .texts("outcomes", column(sorted, e -> e.outcome().wireName()))
                .texts("results", column(sorted, e -> e.result().orElse(null)))
                .texts("errors", column(sorted, e -> e.error().orElse(null)))
                .booleans("own", sorted.stream().map(Completion::own).toList())
                .booleans(
                        "by_holder", sorted.stream().map(Completion::isByHolder).toList())
                .rows(row -> {
                    Completion completion = sorted.get(row.integer("place"));
                    return new Answer(completion.id(), result(row, completion));
                });
    }

    private static CompletionResult result(Query.Row row, Completion completion) throws SQLException {
        return switch (row.text("answer")) {
            case "recorded" -> recorded(row, completion.id());
            case "already" -> new CompletionResult.AlreadyRecorded(TaskStatus.ofWireName(row.text("status")));
            case "locked" -> new CompletionResult.Locked();
            default -> new CompletionResult.Refused();
        };
    }

    private static CompletionResult recorded(Query.Row row, long id) throws SQLException {
        TaskStatus status = TaskStatus.ofWireName(row.text("status"));
        return new CompletionResult.Recorded(
                status,
                status == TaskStatus.QUEUED
                        ? Optional.of(new Hint(row.text("type"), id, row.instant("hinted_at")))
                        : Optional.empty());
    }

    private static <T> List<@Nullable T> column(List<Completion> completions, Function<Completion, @Nullable T> value) {
        List<@Nullable T> column = new ArrayList<>(completions.size());
        for (Completion completion : completions) {
            column.add(value.apply(completion));
        }
        return column;
    }

    @Override
    public List<CheckpointResult> checkpoint(List<Checkpoint> checkpoints) {
        if (checkpoints.isEmpty()) {
            return List.of();
        }
        List<Checkpoint> sorted = checkpoints.stream()
                .sorted(Comparator.comparingLong(Checkpoint::id))
                .toList();
        Map<Long, CheckpointResult> results = new HashMap<>();
        database.write(
                        checkpoints.stream().map(Checkpoint::id).toList(),
                        connection -> CHECKPOINT
                                .on(connection)
                                .set("process", process)
                                .longs(
                                        "ids",
                                        sorted.stream().map(Checkpoint::id).toList())
                                .longs(
                                        "sessions",
                                        sorted.stream()
                                                .map(each -> each.holder().session())
                                                .toList())
                                .longs(
                                        "tokens",
                                        sorted.stream()
                                                .map(each -> each.holder().token())
                                                .toList())
                                .ints(
                                        "numbers",
                                        sorted.stream().map(Checkpoint::number).toList())
                                .longs(
                                        "sizes",
                                        sorted.stream().map(Checkpoint::bytes).toList())
                                .texts(
                                        "checkpoints",
                                        sorted.stream().map(Checkpoint::json).toList())
                                .rows(row -> new Stored(
                                        sorted.get(row.integer("place")).id(),
                                        CheckpointResult.valueOf(
                                                row.text("answer").toUpperCase(Locale.ROOT)))))
                .forEach(stored -> results.put(stored.id(), stored.result()));
        return checkpoints.stream()
                .map(each -> results.getOrDefault(each.id(), CheckpointResult.REFUSED))
                .toList();
    }

    @Override
    public List<Orphans> orphans(List<Scan> scans, int max) {
        return scanner.orphans(scans, max);
    }

    @Override
    public Purged purge(Purge step) {
        if (step.rows() < 1) {
            throw new IllegalArgumentException("rows must be 1 or more");
        }
        return database.write(
                List.of(),
                connection -> PURGE.on(connection)
                        .set("after", step.after())
                        .set("rows", step.rows())
                        .set("retention_us", Stamps.micros(step.retention()))
                        .set("failed_retention_us", Stamps.micros(step.failedRetention()))
                        .row(row -> new Purged(
                                row.integer("deleted"),
                                row.has("next") ? OptionalLong.of(row.number("next")) : OptionalLong.empty())));
    }

    /** A loss that counted when the row was read. */
    private record Due(long task, boolean isDone, boolean isFinal) {}

    private record Stored(long id, CheckpointResult result) {}

    private record Answer(long id, CompletionResult result) {}
}
