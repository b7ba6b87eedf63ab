package dev.taskq.benchmarks.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A chart of lines over two logarithmic axes. Each line has its name at its end. Immutable.
 *
 * @param file the name of its file, without the ending
 * @param title what the lines show, with the unit
 * @param across what the horizontal axis shows, with the unit
 * @param lines the lines; each has a point at least
 */
public record LineChart(String file, String title, String across, List<Line> lines) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final int LEFT = 64;
    private static final int RIGHT = 216;
    private static final int TOP = 44;
    private static final int BOTTOM = 48;
    private static final int COLOURS = 3;

    /** The least distance of two names. */
    private static final int LINE_HEIGHT = 15;

    /** Copies the lines. */
    public LineChart {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param name what it shows
     * @param colour the number of its colour, from 0; colours repeat after the third
     * @param dashed whether it is dashed
     * @param points its points, from left to right
     */
    public record Line(String name, int colour, boolean dashed, List<Point> points) {
        /** Copies the points. */
        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * A point.
     *
     * @param x where it is across, more than 0
     * @param y where it is upwards; 0 and less is drawn at the lower edge
     */
    public record Point(double x, double y) {}

    /**
     * Writes the chart.
     *
     * @param folder the folder for its file, which is created if it does not exist
     * @return the file
     * @throws IOException if it cannot be written
     */
    public Path write(Path folder) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve(file + ".svg"), svg());
    }

    String svg() {
        Scale x = Scale.of(
                lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::x), LEFT, WIDTH - RIGHT);
        Scale y = Scale.of(
                lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::y), HEIGHT - BOTTOM, TOP);
        StringBuilder svg = new StringBuilder();
        svg.append(head());
        text(svg, LEFT, 22, "title", "start", title);
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "label", "middle", across);
        for (double power : x.powers()) {
            rule(svg, x.of(power), TOP, x.of(power), HEIGHT - BOTTOM);
            text(svg, x.of(power), HEIGHT - BOTTOM + 18, "label", "middle", number(power));
        }
        for (double power : y.powers()) {
            rule(svg, LEFT, y.of(power), WIDTH - RIGHT, y.of(power));
            text(svg, LEFT - 8, y.of(power) + 4, "label", "end", number(power));
        }
        for (Line line : lines) {
            draw(svg, line, x, y);
        }
        names(svg, y);
        return svg.append("</svg>\n").toString();
    }

    private String head() {
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">
                <title>%s</title>
                <style>
                text { font: 12px system-ui, sans-serif; fill: #333 } .title { font-size: 15px; font-weight: 600 }
                .page { fill: #fff } .rule { stroke: #ddd } path { fill: none; stroke-width: 2 }
                path.c0 { stroke: #0969da } path.c1 { stroke: #bc4c00 } path.c2 { stroke: #8250df }
                circle.c0, text.c0 { fill: #0969da } circle.c1, text.c1 { fill: #bc4c00 } circle.c2, text.c2 { fill: #8250df }
                .dashed { stroke-dasharray: 5 4 }
                @media (prefers-color-scheme: dark) {
                text { fill: #ddd } .page { fill: #0d1117 } .rule { stroke: #333 }
                path.c0 { stroke: #58a6ff } path.c1 { stroke: #f0883e } path.c2 { stroke: #bc8cff }
                circle.c0, text.c0 { fill: #58a6ff } circle.c1, text.c1 { fill: #f0883e } circle.c2, text.c2 { fill: #bc8cff }
                }
                </style>
                <rect class="page" width="100%%" height="100%%"/>
                """, WIDTH, HEIGHT, escaped(title));
    }

    private static void draw(StringBuilder svg, Line line, Scale x, Scale y) {
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f ", path.isEmpty() ? "M" : "L", x.of(point.x()), y.of(point.y())));
        }
        String colour = "c" + line.colour() % COLOURS;
        svg.append(String.format(
                "<path class=\"%s%s\" d=\"%s\"/>%n",
                colour, line.dashed() ? " dashed" : "", path.toString().strip()));
        for (Point point : line.points()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %s</title></circle>%n",
                    colour,
                    x.of(point.x()),
                    y.of(point.y()),
                    escaped(line.name()),
                    number(point.y())));
        }
    }

    /** The names beside the ends of their lines, moved apart where the lines end close to each other. */
    private void names(StringBuilder svg, Scale y) {
        List<Line> fromTop = lines.stream()
                .sorted((one, other) -> Double.compare(
                        y.of(one.points().getLast().y()),
                        y.of(other.points().getLast().y())))
                .toList();
        double free = TOP;
        for (Line line : fromTop) {
            double at = Math.max(free, y.of(line.points().getLast().y()) + 4);
            text(
                    svg,
                    WIDTH - RIGHT + 10,
                    at,
                    "c" + line.colour() % COLOURS,
                    "start",
                    line.name() + " " + (line.dashed() ? "(dashed)" : ""));
            free = at + LINE_HEIGHT;
        }
    }

    private static void rule(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"rule\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String style, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style,
                x,
                y,
                anchor,
                escaped(text.strip())));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 10 || value == Math.rint(value) ? "%,.0f" : "%.2f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
