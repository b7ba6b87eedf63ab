package dev.taskq.console.site;

import dev.taskq.DueHours;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many tasks are due in each of the next hours, as bars. Immutable.
 *
 * @param bars the bars, that of the current hour first
 */
public record HourBars(List<Bar> bars) {
    /** The height of the highest bar. The template names it too. */
    static final int HEIGHT = 24;

    private static final int LOWEST = 2;
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Copies the list. */
    public HourBars {
        bars = List.copyOf(bars);
    }

    /**
     * One hour.
     *
     * @param from when it begins
     * @param page the address of what is due from then on
     * @param hour when it begins, by the clock of UTC
     * @param count how many tasks are due in it, in words
     * @param path the bar: the path of an SVG; empty if no task is due
     */
    public record Bar(Instant from, String page, String hour, String count, String path) {}

    /** The first bar leads to all that is due, since its hour has what is due already. */
    static HourBars of(DueHours hours) {
        int most = hours.hours().stream().mapToInt(DueHours.Hour::tasks).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (DueHours.Hour hour : hours.hours()) {
            bars.add(new Bar(
                    hour.from(),
                    bars.isEmpty() ? Urls.DUE : Urls.due(hour.from()),
                    HOUR.format(hour.from()),
                    Words.number(hour.tasks()) + (hour.more() ? "+" : ""),
                    path(hour.tasks(), most)));
        }
        return new HourBars(bars);
    }

    /** Whether no task is due. */
    public boolean isEmpty() {
        return bars.stream().allMatch(bar -> bar.path().isEmpty());
    }

    private static String path(int tasks, int most) {
        if (tasks == 0) {
            return "";
        }
        int height = Math.max(LOWEST, Math.round((float) HEIGHT * tasks / most));
        return "M0 " + (HEIGHT - height) + "h10v" + height + "h-10z";
    }
}
