package dev.taskq.process;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that an application exposes to Prometheus, read from the text format. Immutable.
 *
 * @param families the metrics by name
 */
record Exposed(Map<String, Family> families) {
    private static final Pattern ABOUT = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_:][a-z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");
    /** Labels of the format, not of the metric. */
    private static final Set<String> OF_THE_FORM = Set.of("le", "quantile");

    /**
     * One metric.
     *
     * @param type as Prometheus names it
     * @param help its description
     * @param labels the names of its labels
     * @param samples the values, by name and labels as in the text
     */
    record Family(String type, String help, Set<String> labels, Map<String, Double> samples) {}

    static Exposed read(String text) {
        Map<String, String> helps = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Map<String, Family> families = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Matcher about = ABOUT.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (about.matches()) {
                (about.group(1).equals("HELP") ? helps : types).put(about.group(2), about.group(3));
            } else if (sample.matches()) {
                String name = familyOf(sample.group(1), types);
                Family family = families.computeIfAbsent(
                        name,
                        absent -> new Family(
                                types.getOrDefault(name, ""),
                                helps.getOrDefault(name, ""),
                                new TreeSet<>(),
                                new TreeMap<>()));
                String labels = sample.group(2) == null ? "" : sample.group(2);
                LABEL.matcher(labels)
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !OF_THE_FORM.contains(label))
                        .forEach(family.labels()::add);
                family.samples().put(sample.group(1) + "{" + labels + "}", Double.valueOf(sample.group(3)));
            } else {
                throw new AssertionError("not Prometheus' text format: " + line);
            }
        }
        return new Exposed(families);
    }

    /** The name of the histogram or summary to which a series belongs. */
    private static String familyOf(String series, Map<String, String> types) {
        if (types.containsKey(series)) {
            return series;
        }
        String whole = series.replaceFirst("_(bucket|count|sum)$", "");
        if (!types.containsKey(whole)) {
            throw new AssertionError("a sample without a type: " + series);
        }
        return whole;
    }
}
