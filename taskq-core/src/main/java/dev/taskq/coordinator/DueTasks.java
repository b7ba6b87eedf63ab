package dev.taskq.coordinator;

import dev.taskq.DueHours;
import dev.taskq.DueHours.Hour;
import dev.taskq.ScheduledTasks;
import dev.taskq.platform.Platform;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Inspections;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is due when, as it is shown. Thread-safe. */
final class DueTasks {
    /** A count reads thousands of entries of an index. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    private static final Duration USABLE = Duration.ofSeconds(60);

    private final Inspections inspections;
    private final InstantSource clock;
    private final Cached<DueHours> hours;

    /**
     * What is due by a store.
     *
     * @param clock the store's clock
     */
    DueTasks(Platform platform, Inspections inspections, InstantSource clock) {
        this.inspections = inspections;
        this.clock = clock;
        this.hours = new Cached<>(platform, FRESH, USABLE, this::count);
    }

    ScheduledTasks next(Instant from, Optional<String> caller, int most) {
        if (most < 1 || most > Inspector.MOST_SCHEDULED) {
            throw new IllegalArgumentException("most must be between 1 and " + Inspector.MOST_SCHEDULED);
        }
        Instant known = from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from;
        return inspections.scheduled(known, caller, most, caller.isPresent() ? Inspector.MOST_SCHEDULED : most);
    }

    DueHours hours() {
        return hours.get();
    }

    /** One more than is shown is counted of each hour, which tells whether there are more. */
    private DueHours count() {
        Instant now = clock.instant();
        List<Instant> begins = new ArrayList<>();
        List<DueRange> ranges = new ArrayList<>();
        for (int i = 0; i < DueHours.HOURS; i++) {
            Instant begin = now.truncatedTo(ChronoUnit.HOURS).plus(i, ChronoUnit.HOURS);
            begins.add(begin);
            ranges.add(new DueRange(i == 0 ? Instant.EPOCH : begin, begin.plus(1, ChronoUnit.HOURS)));
        }
        List<Integer> counted = inspections.countDue(ranges, DueHours.MOST_COUNTED + 1);
        List<Hour> result = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            int tasks = counted.get(i);
            result.add(new Hour(begins.get(i), Math.min(tasks, DueHours.MOST_COUNTED), tasks > DueHours.MOST_COUNTED));
        }
        return new DueHours(now, result);
    }
}
