package dev.taskq.console.site;

import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.Point;
import dev.taskq.TaskHistory.Times;
import dev.taskq.TaskqException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of a type, or of all types, as a page shows it. Immutable.
 *
 * @param page the address of the page
 * @param range how far back the charts go
 * @param sums the last hour, today and yesterday
 * @param charts the charts of the range
 * @param history what the charts show
 * @param pace how its rates are told
 * @param marks when agents of another version began to count
 * @param slowest the slowest attempts of the last hour, of each minute one, the slowest first
 */
public record HistoryView(
        String page,
        Range range,
        List<Sum> sums,
        List<Chart> charts,
        TaskHistory history,
        Pace pace,
        List<Mark> marks,
        List<Point> slowest) {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryView.class);

    /** The id of the part of a page that shows it. */
    static final String PART = "history";

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
            return Pace.perSecond(point.counts().submitted(), length);
        }

        /** How many tasks became final a second. */
        public double out() {
            return Pace.perSecond(point.counts().finished(), length);
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

    /**
     * Reads the history of a type, or of all types.
     *
     * @return the history; empty if the store does not tell it now: the rest of the page does not need it
     */
    static Optional<HistoryView> of(Visit visit, Optional<String> type, String page) {
        Range range = Range.of(visit.request());
        try {
            return Optional.of(read(visit, type, page, range));
        } catch (TaskqException e) {
            LOG.debug("the history cannot be read", e);
            return Optional.empty();
        }
    }

    /** What happened to each type within the last hour, as far as the store tells it now. */
    static Map<String, Counts> lastHour(Visit visit) {
        try {
            return visit.calls().history().lastHour(visit.context());
        } catch (TaskqException e) {
            LOG.debug("the last hour cannot be read", e);
            return Map.of();
        }
    }

    private static HistoryView read(Visit visit, Optional<String> type, String page, Range range) {
        CallContext context = visit.context();
        HistoryCalls calls = visit.calls().history();
        Instant now = calls.now(context);
        TaskHistory hour = calls.read(context, Range.HOUR.query(type, now));
        TaskHistory shown = range == Range.HOUR ? hour : calls.read(context, range.query(type, now));
        Instant today = HistoryQuery.begin(now, DAY);
        TaskHistory days = calls.read(context, new HistoryQuery(type, today.minus(DAY), now, DAY));
        Pace pace = new Pace(range.step(), now);
        List<Chart> charts = charts(shown, pace);
        return new HistoryView(
                page,
                range,
                List.of(
                        new Sum("Last hour", Duration.between(hour.query().from(), now), hour.total()),
                        new Sum("Today", atLeastASecond(Duration.between(today, now)), at(days, today)),
                        new Sum("Yesterday", DAY, at(days, today.minus(DAY)))),
                charts,
                shown,
                pace,
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

    private static List<Chart> charts(TaskHistory history, Pace pace) {
        Map<Instant, Point> points = new HashMap<>();
        history.points().forEach(point -> points.put(point.at(), point));
        List<Instant> times = new ArrayList<>();
        List<Optional<Point>> steps = new ArrayList<>();
        HistoryQuery query = history.query();
        for (Instant at = query.from(); at.isBefore(query.until()); at = at.plus(query.step())) {
            times.add(at);
            steps.add(Optional.ofNullable(points.get(at)));
        }
        return List.of(
                new Chart(
                        "rates",
                        "Tasks a second",
                        List.of(
                                rate("in", times, points, pace, Counts::submitted),
                                rate("out", times, points, pace, Counts::finished)),
                        steps.size(),
                        Chart.Unit.RATE),
                new Chart(
                        "failures",
                        "Failed attempts a second",
                        List.of(rate("failed", times, points, pace, Counts::failedAttempts)),
                        steps.size(),
                        Chart.Unit.RATE),
                new Chart("waits", "Wait", times(steps, Point::waits), steps.size(), Chart.Unit.TIME),
                new Chart("runs", "Run time", times(steps, Point::runs), steps.size(), Chart.Unit.TIME));
    }

    /** Nothing was counted in a step without a point, which is a rate of zero. */
    private static Chart.Line rate(
            String name, List<Instant> times, Map<Instant, Point> points, Pace pace, Function<Counts, Long> number) {
        return new Chart.Line(
                name,
                times.stream()
                        .map(at -> pace.perSecond(
                                at,
                                Optional.ofNullable(points.get(at))
                                        .map(point -> number.apply(point.counts()))
                                        .orElse(0L)))
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
    public String rate(Point point, Function<Counts, Long> number) {
        return Figures.rate(pace.perSecond(point.at(), number.apply(point.counts())));
    }
}
