package dev.taskq.console.site;

import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.Point;
import dev.taskq.TaskHistory.Times;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.HistoryCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The history of a type, or of all types, as a page shows it. Immutable.
 *
 * @param page the address of the page
 * @param range how far back the charts go
 * @param sums the last hour, today and yesterday
 * @param charts the charts of the range
 * @param history what the charts show
 * @param marks when agents of another version began to count
 * @param slowest the slowest attempts of the last hour, of each minute one, the slowest first
 */
public record HistoryView(
        String page,
        Range range,
        List<Sum> sums,
        List<Chart> charts,
        TaskHistory history,
        List<Mark> marks,
        List<Point> slowest) {
    /** The most slow attempts. */
    static final int MOST_SLOWEST = 10;

    /** The most marks; the newest are shown. */
    static final int MOST_MARKS = 10;

    private static final Duration DAY = Duration.ofDays(1);

    /**
     * The sum of a time.
     *
     * @param name the time, in words
     * @param length how long it is so far
     * @param point the sum
     */
    public record Sum(String name, Duration length, Point point) {
        /** How many tasks came a second. */
        public double in() {
            return perSecond(point.counts().submitted(), length);
        }

        /** How many tasks became final a second. */
        public double out() {
            return perSecond(point.counts().finished(), length);
        }
    }

    /**
     * When agents of a version began to count, though none of it had counted before in the range.
     *
     * @param version the version
     * @param at the step
     * @param x where it is in the charts
     */
    public record Mark(String version, Instant at, double x) {}

    static HistoryView of(Visit visit, Optional<String> type, String page) {
        CallContext context = visit.context();
        HistoryCalls calls = visit.calls().history();
        Instant now = visit.now();
        Range range = Range.of(visit.request());
        TaskHistory hour = calls.read(context, Range.HOUR.query(type, now));
        TaskHistory shown = range == Range.HOUR ? hour : calls.read(context, range.query(type, now));
        Instant today = HistoryQuery.begin(now, DAY);
        TaskHistory days = calls.read(context, new HistoryQuery(type, today.minus(DAY), now, DAY));
        List<Chart> charts = charts(shown);
        return new HistoryView(
                page,
                range,
                List.of(
                        new Sum("Last hour", Duration.ofHours(1), hour.total()),
                        new Sum("Today", atLeastASecond(Duration.between(today, now)), at(days, today)),
                        new Sum("Yesterday", DAY, at(days, today.minus(DAY)))),
                charts,
                shown,
                marks(shown, charts.getFirst()),
                hour.points().stream()
                        .filter(point -> point.slowest().isPresent())
                        .sorted(Comparator.comparing((Point point) ->
                                        point.slowest().orElseThrow().ran())
                                .reversed())
                        .limit(MOST_SLOWEST)
                        .toList());
    }

    private static Duration atLeastASecond(Duration time) {
        return time.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : time;
    }

    private static Point at(TaskHistory days, Instant day) {
        return days.points().stream()
                .filter(point -> point.at().equals(day))
                .findFirst()
                .orElse(new Point(day, Counts.NONE, Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
    }

    private static double perSecond(long number, Duration time) {
        return number * 1e9 / time.toNanos();
    }

    private static List<Chart> charts(TaskHistory history) {
        Map<Instant, Point> points = new HashMap<>();
        history.points().forEach(point -> points.put(point.at(), point));
        List<Optional<Point>> steps = new ArrayList<>();
        HistoryQuery query = history.query();
        for (Instant at = query.from(); at.isBefore(query.until()); at = at.plus(query.step())) {
            steps.add(Optional.ofNullable(points.get(at)));
        }
        return List.of(
                new Chart(
                        "rates",
                        "Tasks a second",
                        List.of(
                                rate("in", steps, query.step(), Counts::submitted),
                                rate("out", steps, query.step(), Counts::finished)),
                        steps.size(),
                        Chart.Unit.RATE),
                new Chart(
                        "failures",
                        "Failed attempts a second",
                        List.of(rate("failed", steps, query.step(), Counts::failedAttempts)),
                        steps.size(),
                        Chart.Unit.RATE),
                new Chart("waits", "Wait", times(steps, Point::waits), steps.size(), Chart.Unit.TIME),
                new Chart("runs", "Run time", times(steps, Point::runs), steps.size(), Chart.Unit.TIME));
    }

    /** Nothing was counted in a step without a point, which is a rate of zero. */
    private static Chart.Line rate(
            String name, List<Optional<Point>> steps, Duration step, Function<Counts, Long> number) {
        return new Chart.Line(
                name,
                steps.stream()
                        .map(point ->
                                OptionalDouble.of(point.map(known -> perSecond(number.apply(known.counts()), step))
                                        .orElse(0.0)))
                        .toList());
    }

    private static List<Chart.Line> times(List<Optional<Point>> steps, Function<Point, Optional<Times>> times) {
        return List.of(
                line("p50", steps, times, of -> of.p50().toNanos() / 1e9),
                line("p95", steps, times, of -> of.p95().toNanos() / 1e9));
    }

    private static Chart.Line line(
            String name,
            List<Optional<Point>> steps,
            Function<Point, Optional<Times>> times,
            ToDoubleFunction<Times> seconds) {
        return new Chart.Line(
                name,
                steps.stream()
                        .map(point -> point.flatMap(times)
                                .map(known -> OptionalDouble.of(seconds.applyAsDouble(known)))
                                .orElse(OptionalDouble.empty()))
                        .toList());
    }

    /** The versions of the first step with any were there before, as far as the range tells. */
    private static List<Mark> marks(TaskHistory history, Chart chart) {
        Set<String> known = new HashSet<>();
        List<Mark> marks = new ArrayList<>();
        for (Point point : history.points()) {
            boolean isFirst = known.isEmpty();
            for (String version : point.versions()) {
                if (known.add(version) && !isFirst) {
                    long step = Duration.between(history.query().from(), point.at())
                            .dividedBy(history.query().step());
                    marks.add(new Mark(version, point.at(), chart.x((int) step)));
                }
            }
        }
        return marks.subList(Math.max(0, marks.size() - MOST_MARKS), marks.size());
    }

    /** Whether anything was counted in any of the times. */
    public boolean isEmpty() {
        return history.points().isEmpty()
                && sums.stream().allMatch(sum -> sum.point().counts().equals(Counts.NONE));
    }

    /** The address of the same page with another range. */
    public String with(Range other) {
        return page + "?" + Range.NAME + "=" + other.wireName();
    }

    /** The times of the marks in seconds, as the script reads them. */
    public String marksText() {
        return marks.stream()
                .map(mark -> Long.toString(mark.at().getEpochSecond()))
                .collect(Collectors.joining(","));
    }

    /** How many came a second in a step of the charts. */
    public String rate(long number) {
        return Figures.rate(perSecond(number, history.query().step()));
    }
}
