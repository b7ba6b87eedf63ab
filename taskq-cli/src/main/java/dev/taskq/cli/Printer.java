package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Writes results in the format that the caller wants. For one thread. */
final class Printer {
    /** The rows that set the widths of a table. */
    private static final int FIRST_ROWS = 100;

    private final Surroundings at;
    private final OutputFormat format;
    private final PrintStream out;

    Printer(Surroundings at, OutputFormat format) {
        this.at = at;
        this.format = format;
        this.out = at.out();
    }

    boolean isTable() {
        return format == OutputFormat.TABLE;
    }

    Instant now() {
        return at.clock().instant();
    }

    /** Writes a list. Its rows are read while they are written. */
    void rows(List<Column> columns, Stream<JsonNode> rows, String ifEmpty) {
        write(columns, rows.iterator(), ifEmpty);
    }

    private void write(List<Column> columns, Iterator<JsonNode> all, String ifEmpty) {
        switch (format) {
            case JSONL -> all.forEachRemaining(row -> line(compact(row)));
            case JSON -> array(all);
            case TABLE -> table(columns, all, ifEmpty);
        }
    }

    /** Writes the newest rows of a list, and notes if there are more. */
    void newest(int limit, List<Column> columns, Stream<JsonNode> rows, String ifEmpty) {
        upTo(limit, "newest", columns, rows, ifEmpty);
    }

    /** Writes the first rows of a list, and notes if there are more. */
    void first(int limit, List<Column> columns, Stream<JsonNode> rows, String ifEmpty) {
        upTo(limit, "first", columns, rows, ifEmpty);
    }

    /** Whether there are more would take another page to tell, and beside a filter perhaps all of them. */
    private void upTo(int limit, String which, List<Column> columns, Stream<JsonNode> rows, String ifEmpty) {
        AtomicInteger shown = new AtomicInteger();
        write(columns, rows.limit(limit).peek(row -> shown.incrementAndGet()).iterator(), ifEmpty);
        if (isTable() && shown.get() == limit) {
            note("these are the " + which + " " + limit + "; there may be more, which --limit shows");
        }
    }

    /** Writes one object: in a table as a list of its fields. */
    void one(JsonNode object) {
        switch (format) {
            case JSONL -> line(compact(object));
            case JSON -> line(Text.json(pretty(object)));
            case TABLE -> fields(object);
        }
    }

    /** Writes one object: as JSON, or as text instead of a table. */
    void oneOr(JsonNode object, List<String> table) {
        if (isTable()) {
            table.forEach(this::line);
        } else {
            one(object);
        }
    }

    /** Shows one object: as a row with titles, or as JSON. */
    void row(List<Column> columns, JsonNode object) {
        if (isTable()) {
            table(columns, List.of(object).iterator(), "");
        } else {
            one(object);
        }
    }

    /** Says something to a person beside the result. */
    void note(String text) {
        if (isTable()) {
            out.flush();
            at.err().println(Text.oneLine(text));
        }
    }

    String styled(Style style, String text) {
        return style.on(Text.oneLine(text), at.isColoured());
    }

    private void table(List<Column> columns, Iterator<JsonNode> all, String ifEmpty) {
        List<JsonNode> first = new ArrayList<>();
        while (first.size() < FIRST_ROWS && all.hasNext()) {
            first.add(all.next());
        }
        if (first.isEmpty()) {
            note(ifEmpty);
            return;
        }
        Table table = new Table(columns, first, at.columns(), at.isColoured());
        line(table.titles());
        first.forEach(row -> line(table.row(row)));
        all.forEachRemaining(row -> line(table.row(row)));
    }

    private void array(Iterator<JsonNode> all) {
        String before = "[";
        while (all.hasNext()) {
            out.print(before + "\n  " + compact(all.next()));
            before = ",";
            check();
        }
        line(before.equals("[") ? "[]" : "\n]");
    }

    private void fields(JsonNode object) {
        List<Cell> names = new ArrayList<>();
        List<Cell> values = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            if (value instanceof ArrayNode array
                    && !array.isEmpty()
                    && array.get(0).isObject()) {
                for (int i = 0; i < array.size(); i++) {
                    names.add(new Cell(field.getKey() + " " + (i + 1), Style.FAINT));
                    values.add(Cell.of(array.get(i).toString()));
                }
            } else {
                names.add(new Cell(field.getKey(), Style.FAINT));
                values.add(value(field.getKey(), value));
            }
        }
        Table.fields(names, values, at.isColoured()).forEach(this::line);
    }

    private Cell value(String name, JsonNode value) {
        if (name.equals("status")) {
            return new Cell(value.asText(), Style.ofStatus(value.asText()));
        }
        if (name.equals("error") || name.equals("warning")) {
            return new Cell(Columns.firstLine(value.asText()), Style.RED);
        }
        String ago = name.endsWith("_at") ? Values.ago(value, now()) : "";
        return Cell.of(Values.text(value) + (ago.isEmpty() ? "" : " (" + ago + ")"));
    }

    private static String compact(JsonNode json) {
        return Text.json(json.toString());
    }

    /** JSON is the same on all systems, so are its line breaks. */
    private static String pretty(JsonNode json) {
        return json.toPrettyString().replace("\r\n", "\n");
    }

    /**
     * Writes a line.
     *
     * @throws OutputFailedException if that, or what was written before, did not arrive
     */
    void line(String text) {
        out.print(text + "\n");
        check();
    }

    private void check() {
        if (out.checkError()) {
            throw new OutputFailedException();
        }
    }
}
