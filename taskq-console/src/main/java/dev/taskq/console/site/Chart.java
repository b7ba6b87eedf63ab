package dev.taskq.console.site;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * One chart: lines over the steps of a range, from zero to the next round number above all values. Immutable.
 *
 * @param id what names it in the page
 * @param title what it shows, with the unit
 * @param lines the lines, at most two
 * @param steps how many steps there are
 * @param values what the values are
 */
public record Chart(String id, String title, List<Line> lines, int steps, Unit values) {
    /** The width of the drawing, in units of its own. */
    public static final int WIDTH = 600;

    /** Its height. */
    public static final int HEIGHT = 120;

    private static final int DIGITS = 6;
    private static final double[] ROUND = {1, 2, 5, 10};

    /** What values are. */
    public enum Unit {
        /** A number a second. */
        RATE,
        /** Seconds. */
        TIME;

        private String written(double value) {
            return this == RATE ? Figures.rate(value) : Figures.time(Duration.ofNanos(Math.round(value * 1e9)));
        }
    }

    /**
     * A line.
     *
     * @param name what it shows
     * @param values a value for each step; none where there is none
     */
    public record Line(String name, List<OptionalDouble> values) {
        /** Copies the list. */
        public Line {
            values = List.copyOf(values);
        }
    }

    /** Copies the list. */
    public Chart {
        lines = List.copyOf(lines);
    }

    /** Whether there is anything to draw. */
    public boolean isEmpty() {
        return lines.stream().flatMap(line -> line.values().stream()).noneMatch(value -> value.orElse(0) > 0);
    }

    /** The value at the upper edge. */
    public double top() {
        double most = lines.stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(value -> value.orElse(0))
                .max()
                .orElse(0);
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double round : ROUND) {
            if (round * power >= most) {
                return round * power;
            }
        }
        return 10 * power;
    }

    /** The value at the upper edge, in words. */
    public String topText() {
        return values.written(top());
    }

    /** The last value of a line, in words. */
    public String last(Line line) {
        for (int i = line.values().size() - 1; i >= 0; i--) {
            if (line.values().get(i).isPresent()) {
                return values.written(line.values().get(i).getAsDouble());
            }
        }
        return "–";
    }

    /** The way of a line, as SVG writes it. Where there is no value, the line is interrupted; a single value is a short dash. */
    public String path(Line line) {
        StringBuilder path = new StringBuilder();
        double top = top();
        boolean isDrawing = false;
        for (int i = 0; i < line.values().size(); i++) {
            OptionalDouble value = line.values().get(i);
            if (value.isPresent()) {
                double y = HEIGHT - value.getAsDouble() / top * HEIGHT;
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", isDrawing ? "L" : "M", x(i), y));
                boolean isAlone = !isDrawing
                        && (i + 1 == line.values().size()
                                || line.values().get(i + 1).isEmpty());
                if (isAlone) {
                    path.append("h2");
                }
            }
            isDrawing = value.isPresent();
        }
        return path.toString();
    }

    /** What the values are, as the script reads it. */
    public String unit() {
        return values.name().toLowerCase(Locale.ROOT);
    }

    /** The names of the lines, as the script reads them. */
    public String lineNames() {
        return lines.stream().map(Line::name).collect(Collectors.joining(";"));
    }

    /** The values of the lines, as the script reads them. */
    public String valuesText() {
        return lines.stream().map(Chart::text).collect(Collectors.joining(";"));
    }

    private static String text(Line line) {
        return line.values().stream()
                .map(value -> value.isPresent() ? number(value.getAsDouble()) : "")
                .collect(Collectors.joining(","));
    }

    private static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%." + DIGITS + "f", value);
    }

    /** Where a step is. */
    double x(int step) {
        return steps < 2 ? 0 : (double) step * WIDTH / (steps - 1);
    }
}
