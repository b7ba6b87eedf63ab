package dev.taskq.postgres;

import dev.taskq.TaskStatus;
import dev.taskq.spi.EndResult;
import dev.taskq.spi.Ending;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ends executions, and takes back what ends have counted. */
final class TaskEndings {
    private static final Query END = Query.load("end");
    private static final Query FORGIVE = Query.load("forgive");

    private final Database database;
    private final long process;

    TaskEndings(Database database, long process) {
        this.database = database;
        this.process = process;
    }

    Forgiven forgive(long session, long ofProcess, String error) {
        List<Due> due = database.write(
                List.of(),
                connection -> FORGIVE.on(connection)
                        .set("session", session)
                        .set("process", ofProcess)
                        .set("most", TaskStore.MOST_FORGIVEN)
                        .set("error", error)
                        .rows(row -> new Due(row.number("task_id"), row.flag("done"), row.flag("final"))));
        return new Forgiven(
                due.stream().filter(Due::isDone).map(Due::task).toList(),
                due.stream().allMatch(each -> each.isDone() || each.isFinal()));
    }

    List<EndResult> end(List<Ending> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        List<Ending> sorted =
                endings.stream().sorted(Comparator.comparingLong(Ending::id)).toList();
        List<Long> ids = endings.stream().map(Ending::id).toList();
        Map<Long, EndResult> results = new HashMap<>();
        database.write(
                        ids,
                        connection -> END.on(connection)
                                .set("process", process)
                                .longs("ids", column(sorted, Ending::id))
                                .longs("sessions", column(sorted, Ending::session))
                                .longs("tokens", column(sorted, Ending::token))
                                .texts(
                                        "statuses",
                                        column(sorted, e -> e.verdict().status().wireName()))
                                .longs(
                                        "delays_us",
                                        column(
                                                sorted,
                                                e -> Stamps.micros(e.verdict().delay())))
                                .ints(
                                        "failures",
                                        column(sorted, e -> e.verdict().failures()))
                                .ints(
                                        "releases",
                                        column(sorted, e -> e.verdict().releases()))
                                .texts(
                                        "outcomes",
                                        column(sorted, e -> e.outcome().wireName()))
                                .texts("results", column(sorted, e -> e.result().orElse(null)))
                                .texts("errors", column(sorted, e -> e.error().orElse(null)))
                                .booleans(
                                        "own", sorted.stream().map(Ending::own).toList())
                                .booleans(
                                        "by_holder",
                                        sorted.stream().map(Ending::isByHolder).toList())
                                .rows(row -> new Answer(
                                        sorted.get(row.integer("place")).id(),
                                        result(row, sorted.get(row.integer("place"))))))
                .forEach(answer -> results.put(answer.id(), answer.result()));
        List<EndResult> answers = new ArrayList<>();
        for (long id : ids) {
            // A row that vanished between the snapshots of one statement holds nothing.
            answers.add(results.getOrDefault(id, new EndResult.Refused()));
        }
        return answers;
    }

    private static EndResult result(Query.Row row, Ending ending) throws SQLException {
        return switch (row.text("answer")) {
            case "recorded" -> recorded(row, ending.id());
            case "already" -> new EndResult.AlreadyRecorded();
            case "locked" -> new EndResult.Locked();
            default -> new EndResult.Refused();
        };
    }

    private static EndResult recorded(Query.Row row, long id) throws SQLException {
        TaskStatus status = TaskStatus.ofWireName(row.text("status"));
        return new EndResult.Recorded(
                status,
                status == TaskStatus.QUEUED
                        ? Optional.of(new Hint(row.text("type"), id, row.instant("hinted_at")))
                        : Optional.empty());
    }

    private static <T> List<@Nullable T> column(List<Ending> endings, Function<Ending, @Nullable T> value) {
        List<@Nullable T> column = new ArrayList<>(endings.size());
        for (Ending ending : endings) {
            column.add(value.apply(ending));
        }
        return column;
    }

    /** A loss that counted when it was looked at. */
    private record Due(long task, boolean isDone, boolean isFinal) {}

    private record Answer(long id, EndResult result) {}
}
