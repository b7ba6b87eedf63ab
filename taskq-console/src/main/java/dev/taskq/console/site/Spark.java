package dev.taskq.console.site;

import dev.taskq.FiredTask;
import dev.taskq.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The newest tasks of a schedule as a row of marks, the newest on the right. A mark is as high as its last attempt ran long, compared with
 * the longest one of the row. Immutable.
 *
 * @param places how many marks there is room for
 * @param marks the marks, oldest first
 * @param text what they show, in words
 */
public record Spark(int places, List<Mark> marks, String text) {
    /** The width of a mark with the room around it. The styles name it too. */
    static final int SLOT = 7;
    /** The height of all. The styles name it too. */
    public static final int HEIGHT = 28;

    /** The height of the mark of a task that did not run. */
    private static final int LOWEST = 2;

    /** Above the highest mark is room for the sign of its status. */
    private static final int HIGHEST = HEIGHT - 8;

    /** Copies the list. */
    public Spark {
        marks = List.copyOf(marks);
    }

    /**
     * One task.
     *
     * @param left where its place begins
     * @param top where its mark begins, from above
     * @param status its status
     * @param text what it shows, in words
     */
    public record Mark(int left, int top, TaskStatus status, String text) {
        /** The height of the mark. */
        int height() {
            return HEIGHT - top;
        }

        /** The bar, and above it the sign of its status: the path of an SVG, from the place on. */
        public String path() {
            return "M1.5 " + top + "h4v" + height() + "h-4z" + sign();
        }

        private String sign() {
            return switch (status) {
                case SCHEDULED -> "m-.2-4a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0";
                case QUEUED -> "m-.5-2.5h5m-5-3h5";
                case RUNNING -> "m0-6.5v5l4.5-2.5z";
                case SUCCEEDED -> "";
                case FAILED -> "m-.5-6.5l5 5m0-5l-5 5";
                case CANCELLED -> "m-.5-1.5l5-5";
            };
        }
    }

    /**
     * The row of a schedule.
     *
     * @param newest its newest tasks, newest first, at most so many
     * @param places how many there is room for
     * @param now the time until which a running task has run
     */
    static Spark of(List<FiredTask> newest, int places, Instant now) {
        List<FiredTask> tasks = newest.reversed();
        Optional<Duration> longest =
                tasks.stream().flatMap(task -> ran(task, now).stream()).max(Duration::compareTo);
        List<Mark> marks = new ArrayList<>();
        for (FiredTask task : tasks) {
            int place = places - tasks.size() + marks.size();
            int height = ran(task, now)
                    .map(time -> height(time, longest.orElse(time)))
                    .orElse(LOWEST);
            marks.add(new Mark(place * SLOT, HEIGHT - height, task.status(), text(task, now)));
        }
        return new Spark(places, marks, text(tasks, longest));
    }

    /** The width of all. */
    public int width() {
        return places * SLOT;
    }

    /** Whether there is no task. */
    public boolean isEmpty() {
        return marks.isEmpty();
    }

    private static int height(Duration time, Duration longest) {
        double part = longest.isZero() ? 0 : (double) time.toNanos() / longest.toNanos();
        return LOWEST + (int) Math.round(part * (HIGHEST - LOWEST));
    }

    /** How long the last attempt ran, as far as it has; empty before it begins, and between two attempts. */
    private static Optional<Duration> ran(FiredTask task, Instant now) {
        Optional<Instant> end = task.status() == TaskStatus.RUNNING ? Optional.of(now) : task.finishedAt();
        // The clock of the store may be ahead of that of the coordinator.
        return task.startedAt()
                .flatMap(start -> end.map(until -> Duration.between(start, until)))
                .map(time -> time.isNegative() ? Duration.ZERO : time);
    }

    private static String text(FiredTask task, Instant now) {
        String ran = ran(task, now)
                .map(time -> task.status() == TaskStatus.RUNNING
                        ? " for " + Words.duration(time)
                        : ", ran for " + Words.duration(time))
                .orElse("");
        return "Task " + task.id() + ": " + task.status().wireName() + ran + ", created "
                + Words.ago(task.createdAt(), now);
    }

    private static String text(List<FiredTask> tasks, Optional<Duration> longest) {
        Map<TaskStatus, Long> counts = tasks.stream()
                .collect(Collectors.groupingBy(
                        FiredTask::status, () -> new EnumMap<>(TaskStatus.class), Collectors.counting()));
        String statuses = Arrays.stream(TaskStatus.values())
                .flatMap(status -> Stream.ofNullable(counts.get(status))
                        .map(number -> Words.number(number) + " " + status.wireName()))
                .collect(Collectors.joining(", "));
        return "Of the newest " + Words.count(tasks.size(), "task", "tasks") + ": " + statuses + "."
                + longest.map(time -> " The longest attempt ran for " + Words.duration(time) + ".")
                        .orElse("");
    }
}
