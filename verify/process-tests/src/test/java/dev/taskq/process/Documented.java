package dev.taskq.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A metric in {@code docs/observability.md}. Immutable. */
record Documented(String name, String type, Set<String> labels, Set<String> apps) {
    private static final Path DOC = Path.of("..", "..", "docs", "observability.md");
    private static final String BEGIN = "<!-- metrics: a test holds this table against what is exposed -->\n";
    private static final String END = "<!-- end of metrics -->";
    private static final String BEGIN_OTHERS =
            "<!-- metrics of libraries: a test holds this table against what is exposed -->\n";
    private static final String END_OTHERS = "<!-- end of metrics of libraries -->";

    /** Metrics of taskq. */
    static List<Documented> all() throws IOException {
        return rows(BEGIN, END);
    }

    /** Metrics of libraries, which may be absent. */
    static List<Documented> ofLibraries() throws IOException {
        return rows(BEGIN_OTHERS, END_OTHERS);
    }

    private static List<Documented> rows(String begin, String end) throws IOException {
        String doc = Files.readString(DOC);
        int from = doc.indexOf(begin);
        if (from < 0) {
            throw new AssertionError("no table after " + begin);
        }
        return doc.substring(from + begin.length(), doc.indexOf(end))
                .lines()
                .skip(2)
                .map(Documented::row)
                .toList();
    }

    private static Documented row(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 8 || cells[6].isBlank()) {
            throw new AssertionError("not a row of six cells: " + line);
        }
        Set<String> labels = Arrays.stream(cells[4].split(",", -1))
                .map(label -> label.replace("`", "").strip())
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        String of = cells[5].strip();
        return new Documented(
                cells[1].replace("`", "").strip(),
                cells[2].strip(),
                labels,
                of.equals("both") ? Set.of("coordinator", "agent") : Set.of(of.replace(" (leader)", "")));
    }
}
