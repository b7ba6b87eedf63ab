package dev.taskq.console.site;

import dev.taskq.AttemptOutcome;
import dev.taskq.DueHours;
import dev.taskq.Schedule;
import dev.taskq.ScheduledTask;
import dev.taskq.ScheduledTasks;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page that shows what is due when: scheduled tasks, and the next fires of schedules. */
final class DuePages {
    /** The most rows of a page. */
    static final int LENGTH = 50;

    private static final Logger LOG = LoggerFactory.getLogger(DuePages.class);

    private static final String FROM = "from";

    /**
     * From when on the page is read if it cannot be read from the first row on: that one is behind the entries of all tasks that were queued, and
     * of all fires, that were not vacuumed yet. A task is queued, and a schedule fires, within that time as a rule.
     */
    private static final Duration NEWEST = Duration.ofSeconds(10);

    private DuePages() {}

    /** What is due at a time. */
    sealed interface Row {
        Instant at();

        /** Whether it may be run now. */
        boolean steers();
    }

    /**
     * A task that is due.
     *
     * @param task the task
     * @param steers whether it may be run now
     */
    record Waiting(ScheduledTask task, boolean steers) implements Row {
        @Override
        public Instant at() {
            return task.dueAt();
        }

        /** Why it is scheduled. */
        String why() {
            return task.after()
                    .map(AttemptOutcome::wireName)
                    .map(ended -> "backs off after attempt " + task.attempt() + " (" + Words.plain(ended) + ")")
                    .orElse("waits for its due time");
        }
    }

    /**
     * A schedule that fires.
     *
     * @param schedule the schedule
     * @param steers whether it may be run now
     */
    record Firing(Schedule schedule, boolean steers) implements Row {
        @Override
        public Instant at() {
            return schedule.nextFireAt().orElse(Instant.MAX);
        }

        /** Why it fires. */
        String why() {
            return "fires " + RecurrenceWords.of(schedule.definition().recurrence());
        }
    }

    /**
     * The rows of a page.
     *
     * @param rows what is due, the first due first
     * @param next from when on the next page is; empty if this is the last
     * @param crowdedAt the time at which more is due than was read or than the page has, so that the next page begins behind it; empty
     *     if there is none
     */
    record Rows(List<Row> rows, Optional<Instant> next, Optional<Instant> crowdedAt) {
        /** Fires are before tasks of the same time: a wave of tasks is in the list of tasks too, and would hide them. */
        private static final Comparator<Row> ORDER =
                Comparator.comparing(Row::at).thenComparing(row -> row instanceof Waiting);

        /**
         * Merges what was read into a page.
         *
         * @param due the rows that were read
         * @param from only what is due then or later was read
         * @param readTo up to when everything was read; empty if there is no more
         */
        static Rows of(Stream<Row> due, Instant from, Optional<Instant> readTo) {
            List<Row> known = due.filter(row -> readTo.filter(row.at()::isAfter).isEmpty())
                    .sorted(ORDER)
                    .toList();
            List<Row> rows = known.subList(0, Math.min(LENGTH, known.size()));
            boolean isCut = known.size() > LENGTH;
            Optional<Instant> end = isCut ? Optional.of(rows.getLast().at()) : readTo;
            Optional<Instant> crowdedAt =
                    end.filter(time -> !time.isAfter(isCut ? rows.getFirst().at() : from));
            // The store knows times to the microsecond.
            return new Rows(rows, crowdedAt.map(time -> time.plusNanos(1_000)).or(() -> end), crowdedAt);
        }
    }

    /**
     * A page as it is read: what pages of other persons may share.
     *
     * @param unreadBefore only what is due then or later was read, although no time was given; empty as a rule
     */
    private record Reading(
            ScheduledTasks tasks, Optional<Instant> unreadBefore, List<Schedule> schedules, Optional<DueHours> hours) {
        /** Up to when it has everything. */
        Optional<Instant> readTo() {
            Optional<Instant> fires =
                    schedules.size() > LENGTH ? schedules.getLast().nextFireAt() : Optional.empty();
            return Stream.of(tasks.readTo(), fires).flatMap(Optional::stream).min(Comparator.naturalOrder());
        }
    }

    static PageAnswer list(Visit visit) {
        Optional<Instant> given = Urls.value(visit.request(), FROM).map(DuePages::time);
        Instant from = given.orElse(Instant.EPOCH);
        Reading reading = visit.shared(() -> read(visit, given));
        List<Row> due = new ArrayList<>();
        reading.tasks().tasks().forEach(task -> due.add(new Waiting(task, visit.maySteer(task.caller()))));
        reading.schedules()
                .forEach(schedule -> due.add(new Firing(
                        schedule, visit.maySteer(schedule.definition().caller()))));
        Rows rows = Rows.of(due.stream(), reading.unreadBefore().orElse(from), reading.readTo());
        Optional<HourBars> hours = reading.hours().map(HourBars::of);
        Shell shell = visit.shell("What is due when", Urls.DUE);
        return Html.page(
                200,
                (out, tags) -> JtedueGenerated.render(out, tags, shell, rows, given, reading.unreadBefore(), hours));
    }

    private static Instant time(String text) {
        return Times.parse(text)
                .orElseThrow(() -> new ProblemException(Problem.badQuery("\"" + FROM + "\" " + Times.ALLOWED)));
    }

    /** If the store ends a read from the first entry on because of its time, what is due since a moment ago is read instead. */
    private static Reading read(Visit visit, Optional<Instant> given) {
        try {
            return read(visit, given.orElse(Instant.EPOCH), Optional.empty());
        } catch (StoreUnavailableException e) {
            if (given.isPresent() || !e.isTimeOut()) {
                throw e;
            }
            LOG.debug("not all that is due can be read", e);
            Instant from = visit.now().minus(NEWEST);
            return read(visit, from, Optional.of(from));
        }
    }

    /** Tasks and schedules are read from one time on, so that they can be merged. One more than the page has tells whether there is more. */
    private static Reading read(Visit visit, Instant from, Optional<Instant> unreadBefore) {
        return new Reading(
                visit.calls().inspections().scheduled(visit.context(), from, LENGTH + 1),
                unreadBefore,
                visit.calls().schedules().next(visit.context(), from, LENGTH + 1),
                visit.mayRead() ? hours(visit) : Optional.empty());
    }

    /** The counts are of all tasks; empty if the store does not tell them now: the rest of the page does not need them. */
    private static Optional<DueHours> hours(Visit visit) {
        try {
            return Optional.of(visit.calls().inspections().dueHours(visit.context()));
        } catch (TaskqException e) {
            LOG.debug("the tasks of the next hours cannot be counted", e);
            return Optional.empty();
        }
    }
}
