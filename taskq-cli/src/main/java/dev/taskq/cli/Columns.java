package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The columns of each kind of list. Immutable. */
record Columns(InstantSource clock) {
    private static final String PAUSED = "PAUSED";
    private static final int WIDE = 110;
    private static final int NARROW_NAME = 16;

    List<Column> tasks() {
        return List.of(
                Column.number("ID", "id"),
                Column.text("TYPE", "type"),
                Column.status("STATUS", "status"),
                ago("CREATED", "created_at"),
                ago("FINISHED", "finished_at"),
                Column.number("ATTEMPT", "attempt"),
                Column.text("AGENT", "agent"),
                Column.of("ERROR", json -> new Cell(firstLine(json.path("error").asText()), Style.RED)));
    }

    List<Column> submitted() {
        return List.of(
                Column.number("ID", "id"),
                Column.status("STATUS", "status"),
                Column.of("WARNING", json -> new Cell(json.path("warning").asText(), Style.RED)));
    }

    List<Column> types() {
        return List.of(
                Column.text("TYPE", "type"),
                Column.number("WAITING", "depth"),
                Column.of(
                        "OLDEST",
                        json -> Cell.of(Values.time(json.path("waits_since"))
                                .map(since -> Values.length(Duration.between(since, clock.instant())))
                                .orElse(""))),
                Column.number("RUNNING", "running"),
                Column.number("SCHEDULED", "scheduled"),
                recent("IN/MIN", "submitted"),
                recent("OUT/MIN", "finished"),
                recent("FAIL/MIN", "failed"),
                Column.number("AGENTS", "agents"),
                Column.of(
                        PAUSED,
                        json -> json.path("paused").asBoolean() ? new Cell(paused(json), Style.YELLOW) : Cell.EMPTY));
    }

    /** Those of the live screen: in 80 columns without those that matter less. */
    List<Column> liveTypes(int width) {
        boolean wide = width >= WIDE;
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of(
                "TYPE",
                json -> Cell.of(Text.fitted(Text.oneLine(json.path("type").asText()), wide ? WIDE / 2 : NARROW_NAME))));
        for (Column column : types()) {
            switch (column.title()) {
                case "TYPE" -> {
                    // It is the first.
                }
                case "SCHEDULED", "AGENTS" -> {
                    if (wide) {
                        columns.add(column);
                    }
                }
                case PAUSED -> columns.add(wide ? column : Column.of(PAUSED, Columns::pausedInBrief));
                default -> columns.add(column);
            }
        }
        return List.copyOf(columns);
    }

    private static Cell pausedInBrief(JsonNode type) {
        return type.path("paused").asBoolean() ? new Cell("paused", Style.YELLOW) : Cell.EMPTY;
    }

    List<Column> liveTasks() {
        return tasks().stream()
                .filter(column ->
                        !column.title().equals("TYPE") && !column.title().equals("AGENT"))
                .toList();
    }

    private String paused(JsonNode type) {
        String by = type.path("paused_by").asText();
        return "paused " + Values.ago(type.path("paused_since"), clock.instant()) + (by.isEmpty() ? "" : " by " + by);
    }

    private static Column recent(String title, String field) {
        return new Column(
                title,
                true,
                json -> Cell.of(Values.text(json.path("last_minute").path(field))));
    }

    List<Column> agents() {
        return List.of(
                Column.number("ID", "session"),
                Column.text("NAME", "name"),
                Column.of("", json -> Cell.of(json.path("draining").asBoolean() ? "draining" : "")),
                Column.text("HOST", "host"),
                Column.text("VERSION", "version"),
                ago("SINCE", "since"),
                Column.number("SLOTS", "slots"),
                Column.number("FREE", "free_slots"),
                ago("REPORTED", "reported_at"),
                Column.text("TYPES", "types"));
    }

    List<Column> schedules() {
        return List.of(
                Column.text("NAME", "name"),
                Column.of(
                        "WHEN",
                        json -> Cell.of(
                                json.has("cron")
                                        ? json.path("cron").asText() + " "
                                                + json.path("zone").asText()
                                        : "every " + json.path("every").asText())),
                Column.text("TYPE", "type"),
                Column.of(
                        "NEXT",
                        json -> json.path("paused").asBoolean()
                                ? new Cell("paused", Style.YELLOW)
                                : Cell.of(Values.ago(json.path("next_fire_at"), clock.instant()))),
                ago("LAST", "last_fire_at"),
                Column.number("LAST TASK", "last_task_id"),
                Column.number("FIRED", "fired"),
                Column.number("SKIPPED", "skipped"));
    }

    List<Column> operations() {
        return List.of(
                Column.number("ID", "id"),
                Column.text("ACTION", "action"),
                Column.status("STATUS", "status"),
                Column.of("DRY RUN", json -> Cell.of(json.path("dry_run").asBoolean() ? "yes" : "")),
                Column.number("MATCHED", "matched"),
                Column.number("DONE", "done"),
                Column.number("FAILED", "failed"),
                Column.text("CALLER", "caller"),
                ago("CREATED", "created_at"),
                Column.text("ERROR", "error"));
    }

    List<Column> history() {
        return List.of(
                Column.text("FROM", "at"),
                Column.number("IN", "submitted"),
                Column.number("STARTED", "started"),
                Column.number("OUT", "finished"),
                Column.number("FAILED", "failed_attempts"),
                seconds("WAIT P50", "wait", "p50_seconds"),
                seconds("P95", "wait", "p95_seconds"),
                seconds("RUN P50", "run", "p50_seconds"),
                seconds("P95", "run", "p95_seconds"),
                seconds("LONGEST", "slowest", "run_seconds"),
                new Column(
                        "TASK",
                        true,
                        json -> Cell.of(Values.text(json.path("slowest").path("task")))));
    }

    private static Column seconds(String title, String object, String field) {
        return new Column(title, true, json -> {
            JsonNode seconds = json.path(object).path(field);
            return Cell.of(seconds.isNumber() ? Values.seconds(seconds.asDouble()) : "");
        });
    }

    List<Column> errors() {
        return List.of(
                Column.number("TASKS", "tasks"),
                Column.text("TYPE", "type"),
                ago("FIRST", "first_at"),
                ago("LAST", "last_at"),
                Column.number("LAST TASK", "last_task"),
                Column.text("VERSIONS", "versions"),
                Column.of("ERROR", json -> new Cell(json.path("error").asText(), Style.RED)));
    }

    List<Column> audit() {
        return List.of(
                ago("WHEN", "at"),
                Column.text("CALLER", "caller"),
                Column.text("ACTION", "action"),
                Column.text("SUBJECT", "subject"),
                Column.text("DETAIL", "detail"));
    }

    List<Column> events() {
        return List.of(
                Column.text("AT", "at"),
                Column.text("EVENT", "event"),
                Column.number("ATTEMPT", "attempt"),
                Column.text("AGENT", "agent"),
                Column.of("WHAT", Columns::what));
    }

    private static Cell what(JsonNode event) {
        if (event.has("progress")) {
            JsonNode progress = event.path("progress");
            return Cell.of(Math.round(progress.path("fraction").asDouble() * 100) + " % "
                    + progress.path("note").asText());
        }
        String status = event.path("status")
                .asText(event.path("outcome").asText(event.path("due_at").asText()));
        String error = firstLine(event.path("error").asText());
        return new Cell(error.isEmpty() ? status : status + ": " + error, Style.ofStatus(status));
    }

    /** A row of a table has one line; JSON has the whole. */
    static String firstLine(String error) {
        return error.lines().findFirst().orElse("");
    }

    private Column ago(String title, String field) {
        return Column.of(title, json -> Cell.of(Values.ago(json.path(field), clock.instant())));
    }
}
