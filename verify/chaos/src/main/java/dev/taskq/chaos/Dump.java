package dev.taskq.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the evidence of a run, beside the logs, the journals and the client's record.
 *
 * @param folder the folder for the files
 * @param database the database with the rows
 */
record Dump(Path folder, Database database) {
    private static final int MOST_TASKS = 500;

    void write(Options options, Evidence evidence, List<Violation> violations) throws IOException, SQLException {
        List<String> faults = new ArrayList<>(List.of("seed " + options.seed()));
        for (FaultRecord fault : evidence.faults()) {
            faults.add(Time.instant(fault.startedAt()) + " to " + Time.instant(fault.endedAt()) + " " + fault + " "
                    + fault.harms());
        }
        Files.write(folder.resolve("faults.txt"), faults);
        Files.write(
                folder.resolve("processes.txt"),
                evidence.lives().stream()
                        .map(life -> life.name() + " pid " + life.pid() + " from " + Time.instant(life.startedAt())
                                + (life.end() == Member.End.NONE
                                        ? ""
                                        : " to " + Time.instant(life.endedAt()) + " " + life.end()))
                        .toList());
        Files.write(
                folder.resolve("sessions.txt"),
                evidence.rows().sessionEnds().stream()
                        .map(end -> end.session() + " " + end.member() + " opened " + Time.instant(end.openedAt())
                                + " ended " + Time.instant(end.endedAt()) + (end.lost() ? " lost" : " stopped"))
                        .toList());
        Files.write(
                folder.resolve("violations.txt"),
                violations.stream().map(Violation::toString).toList());
        Files.write(folder.resolve("rows.txt"), rows(evidence, violations));
    }

    /** The rows, attempts and runs of the tasks concerned. */
    private List<String> rows(Evidence evidence, List<Violation> violations) throws SQLException {
        List<Long> tasks = violations.stream()
                .map(Violation::task)
                .filter(task -> task > 0)
                .distinct()
                .limit(MOST_TASKS)
                .toList();
        if (tasks.isEmpty()) {
            return List.of();
        }
        String ids = tasks.stream().map(String::valueOf).collect(Collectors.joining(","));
        List<String> lines = new ArrayList<>(database.query(
                "select row_to_json(t)::text from taskq.tasks t where id in (" + ids + ") order by id",
                row -> row.getString(1)));
        lines.addAll(database.query(
                "select row_to_json(a)::text from taskq.task_attempts a where task_id in (" + ids
                        + ") order by task_id, attempt",
                row -> row.getString(1)));
        tasks.forEach(task -> evidence.executionsOf(task).forEach(execution -> lines.add(execution.toString())));
        return lines;
    }
}
