package dev.taskq.console.site;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The failures of an error over the time that its report reaches back, as a row of bars, the last part of the time on the right. A bar is
 * as high as its number, compared with the highest one of the row. It has no element for each bar: a page has 100 rows. Immutable.
 *
 * @param path the bars, as the path of an SVG
 * @param text what they show, in words
 */
public record FailureBars(String path, String text) {
    /** The height of all. */
    public static final int HEIGHT = 28;

    /** The width of a bar with the room after it. */
    private static final int SLOT = 5;

    private static final int BAR = 4;

    /** The width of all. */
    public static final int WIDTH = ErrorReport.PARTS * SLOT;

    /** The height of the smallest number above zero. */
    private static final int LOWEST = 3;

    static FailureBars of(ErrorReport report, ErrorGroup group) {
        return new FailureBars(path(group.counts()), text(group.counts(), report.part()));
    }

    private static String path(List<Long> counts) {
        long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            long count = counts.get(i);
            if (count > 0) {
                int height = LOWEST + (int) Math.round((double) count / most * (HEIGHT - LOWEST));
                path.append('M').append(i * SLOT).append(' ').append(HEIGHT - height);
                path.append('h')
                        .append(BAR)
                        .append('v')
                        .append(height)
                        .append("h-")
                        .append(BAR)
                        .append('z');
            }
        }
        return path.toString();
    }

    /** The numbers up to the first one, newest first, as a person asks for them. */
    private static String text(List<Long> counts, Duration part) {
        List<Long> newestFirst = counts.reversed();
        int known = newestFirst.size();
        while (known > 0 && newestFirst.get(known - 1) == 0) {
            known--;
        }
        String numbers = newestFirst.stream()
                .limit(known)
                .map(count -> Long.toString(count))
                .collect(Collectors.joining(", "));
        return "Failed in each " + Words.duration(part) + ", the last first: " + numbers
                + (known < newestFirst.size() ? ", then none" : "") + ".";
    }
}
