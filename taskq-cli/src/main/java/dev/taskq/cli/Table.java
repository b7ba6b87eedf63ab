package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Lays rows out under titles. The first rows set the widths, so that any number of rows can follow. Immutable. */
final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<Integer> widths;
    private final Optional<Integer> width;
    private final boolean coloured;

    /**
     * A table.
     *
     * @param columns its columns
     * @param first the rows that set the widths
     * @param width the width of the terminal; no row is cut without it
     * @param coloured whether cells have colours
     */
    Table(List<Column> columns, List<JsonNode> first, Optional<Integer> width, boolean coloured) {
        this.columns = List.copyOf(columns);
        this.width = width;
        this.coloured = coloured;
        this.widths = columns.stream()
                .map(column -> first.stream()
                        .mapToInt(row -> column.cell().apply(row).text().length())
                        .reduce(column.title().length(), Math::max))
                .toList();
    }

    String titles() {
        return line(columns.stream()
                .map(column -> new Cell(column.title(), Style.BOLD))
                .toList());
    }

    String row(JsonNode row) {
        return line(columns.stream().map(column -> column.cell().apply(row)).toList());
    }

    /** The last cell gets what the others leave, so it is cut first. */
    private String line(List<Cell> cells) {
        StringBuilder line = new StringBuilder();
        int left = width.orElse(Integer.MAX_VALUE);
        for (int i = 0; i < cells.size(); i++) {
            boolean last = i == cells.size() - 1;
            int most = Math.max(0, last ? left : Math.min(left, widths.get(i)));
            String text = Text.fitted(cells.get(i).text(), width.isPresent() || !last ? most : Integer.MAX_VALUE);
            String space = " ".repeat(Math.max(0, Math.min(widths.get(i), most) - text.length()));
            String styled = cells.get(i).style().on(text, coloured);
            if (columns.get(i).isNumber()) {
                line.append(space).append(styled);
            } else {
                line.append(styled).append(last ? "" : space);
            }
            line.append(last ? "" : GAP);
            left -= most + GAP.length();
        }
        return line.toString().stripTrailing();
    }

    /** The lines of an object as a list of its fields. */
    static List<String> fields(List<Cell> names, List<Cell> values, boolean coloured) {
        int widest = names.stream().mapToInt(name -> name.text().length()).max().orElse(0);
        return IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i).style().on(names.get(i).text(), coloured)
                        + " ".repeat(widest - names.get(i).text().length())
                        + GAP
                        + values.get(i).style().on(values.get(i).text(), coloured))
                .toList();
    }
}
