package dev.taskq.cli;

import dev.taskq.cli.VerifyReport.Stranded;
import dev.taskq.client.AgentInfo;
import dev.taskq.client.Explanation;
import dev.taskq.client.ProblemException;
import dev.taskq.client.Task;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskPage;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.TaskqClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Proves from the record that no task is lost or stranded. It runs beside a live system: what seems wrong in the first reading
 * may be a task that moved between two calls, so it is read again after a while, and counts only if it still seems so. For one
 * thread, once.
 */
final class Verification {
    private static final String NOT_SERVED = "not_served";

    /** Reasons that no time ends: something must be done. */
    private static final Set<String> STRANDED = Set.of(NOT_SERVED, "agent_lost", "due", "overdue", "no_leader");

    private static final String PAUSED = "paused";
    private static final int NOT_FOUND = 404;

    /** The most tasks that are explained, and the most missing ids that are named. */
    private static final int MOST_NAMED = 1_000;

    /** The most tasks that are read again. */
    private static final int MOST_SUSPECTS = 100_000;

    private static final int PAGE = 500;

    private final TaskqClient client;
    private final Pace pace;
    private final Settings settings;
    private final IdSet seen = new IdSet();
    private final SortedMap<String, Long> byStatus = new TreeMap<>();
    /** Tasks that go on only if something is done, by the first reading. */
    private final Map<Long, TaskState> suspects = new HashMap<>();

    /** How many seemed so beyond those that are followed. */
    private long furtherSuspects;

    private long pastRetentionUpTo;
    private boolean complete = true;

    /**
     * What is verified.
     *
     * @param filter selects the tasks
     * @param firstId the least id, if ids are verified and not times
     * @param lastId the greatest id, if ids are verified and not times
     * @param keptSince tasks that were stored before may be deleted by the rules
     * @param now the time of this machine
     * @param settle how long a task has time to move on, before it is read again
     * @param mostTasks the most tasks that are read
     * @param mostAbsent the most ids without a task in the lists that are read one by one
     */
    record Settings(
            TaskFilter filter,
            Optional<Long> firstId,
            Optional<Long> lastId,
            Instant keptSince,
            Instant now,
            Duration settle,
            long mostTasks,
            long mostAbsent) {}

    Verification(TaskqClient client, Pace pace, Settings settings) {
        this.client = client;
        this.pace = pace;
        this.settings = settings;
    }

    /**
     * Verifies.
     *
     * @param accepted the ids that submits had answered
     * @return the report
     */
    VerifyReport run(IdSet accepted) throws InterruptedException {
        Fleet fleet = fleet();
        readAll(fleet);
        pastRetentionUpTo = Math.max(
                pastRetentionUpTo,
                new Retained(client, pace)
                        .leastIdSince(settings.keptSince(), settings.now())
                        .orElse(0L));
        VerifyReport.Absent absent = readAbsent(fleet);
        VerifyReport.Accepted given = readAccepted(accepted, fleet);
        List<Long> named = new ArrayList<>();
        long further = stillSuspect(named) + furtherSuspects;
        List<Stranded> stranded = new ArrayList<>();
        for (long id : named) {
            explain(id).ifPresent(stranded::add);
        }
        return new VerifyReport(
                byStatus,
                new VerifyReport.Ids(seen.first().orElse(0L), seen.last().orElse(0L)),
                complete,
                absent,
                given,
                stranded,
                further);
    }

    private void readAll(Fleet fleet) throws InterruptedException {
        Optional<String> cursor = Optional.empty();
        do {
            pace.await();
            TaskPage page = client.page(settings.filter(), cursor, PAGE);
            for (Task task : page.tasks()) {
                if (seen.size() >= settings.mostTasks()) {
                    complete = false;
                    return;
                }
                read(task, fleet);
            }
            cursor = page.next();
        } while (cursor.isPresent());
    }

    private Fleet fleet() throws InterruptedException {
        pace.await();
        List<AgentInfo> agents = client.types().agents();
        pace.await();
        return Fleet.of(agents, client.types().list());
    }

    private void read(Task task, Fleet fleet) {
        boolean within = task.id() >= settings.firstId().orElse(0L)
                && task.id() <= settings.lastId().orElse(Long.MAX_VALUE);
        if (!within || !seen.add(task.id())) {
            return;
        }
        byStatus.merge(task.status().name(), 1L, Long::sum);
        if (task.times().createdAt().isBefore(settings.keptSince())) {
            pastRetentionUpTo = Math.max(pastRetentionUpTo, task.id());
        }
        suspect(task, fleet);
    }

    private void suspect(Task task, Fleet fleet) {
        if (!isSuspect(task, fleet)) {
            return;
        }
        if (suspects.size() < MOST_SUSPECTS) {
            suspects.putIfAbsent(task.id(), TaskState.of(task));
        } else {
            furtherSuspects++;
        }
    }

    private boolean isSuspect(Task task, Fleet fleet) {
        if (task.isFinal()) {
            return false;
        }
        if (TaskState.isLate(task, settings.now(), Duration.ZERO)) {
            return true;
        }
        if (task.status().equals(TaskStatus.SCHEDULED)) {
            return false;
        }
        return task.status().equals(TaskStatus.RUNNING) ? !fleet.runs(task) : !fleet.willRun(task.type());
    }

    /**
     * Judges the ids without a task in the lists. What may be deleted by the rules is counted only, however much it is. Each of the
     * others may be one that was stored in the meantime, so it is read by itself, the newest first if they are many.
     */
    private VerifyReport.Absent readAbsent(Fleet fleet) throws InterruptedException {
        long first = settings.firstId().or(seen::first).orElse(Long.MAX_VALUE);
        long last = settings.lastId().or(seen::last).orElse(0L);
        if (!complete) {
            return new VerifyReport.Absent(0, 0, seen.countAbsent(first, last));
        }
        long pastRetention = seen.countAbsent(first, Math.min(last, pastRetentionUpTo - 1));
        long young = Math.max(first, pastRetentionUpTo);
        long youngAbsent = seen.countAbsent(young, last);
        List<Long> read =
                seen.absent(young, last).limit(settings.mostAbsent()).boxed().toList();
        long unknown = 0;
        for (long id : read) {
            Optional<Task> task = get(id);
            if (task.isPresent()) {
                byStatus.merge(task.get().status().name(), 1L, Long::sum);
                seen.add(id);
                suspect(task.get(), fleet);
            } else {
                unknown++;
            }
        }
        return new VerifyReport.Absent(pastRetention, unknown, youngAbsent - read.size());
    }

    private VerifyReport.Accepted readAccepted(IdSet accepted, Fleet fleet) throws InterruptedException {
        List<Long> missing = new ArrayList<>();
        long missingCount = 0;
        long pastRetention = 0;
        for (PrimitiveIterator.OfLong ids = accepted.stream().iterator(); ids.hasNext(); ) {
            long id = ids.nextLong();
            if (seen.contains(id)) {
                continue;
            }
            Optional<Task> task = get(id);
            if (task.isPresent()) {
                suspect(task.get(), fleet);
                continue;
            }
            if (id < pastRetentionUpTo) {
                pastRetention++;
            } else {
                missingCount++;
                if (missing.size() < MOST_NAMED) {
                    missing.add(id);
                }
            }
        }
        return new VerifyReport.Accepted(accepted.size(), pastRetention, missing, missingCount);
    }

    private Optional<Task> get(long id) throws InterruptedException {
        pace.await();
        return find(client, id);
    }

    /** The task with an id; empty if there is none. */
    static Optional<Task> find(TaskqClient client, long id) throws InterruptedException {
        try {
            return Optional.of(client.get(id));
        } catch (ProblemException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Waits until suspects had time to move on. If they are many, reads them again, page by page, and leaves those out that did.
     *
     * @param named gets those that are to be explained
     * @return how many others there are
     */
    private long stillSuspect(List<Long> named) throws InterruptedException {
        if (suspects.size() > 0) {
            pace.pause(settings.settle());
        }
        if (suspects.size() <= MOST_NAMED) {
            suspects.keySet().stream().sorted().forEach(named::add);
            return 0;
        }
        Fleet fleet = fleet();
        TaskFilter alive = settings.filter().withStatus(TaskStatus.SCHEDULED, TaskStatus.QUEUED, TaskStatus.RUNNING);
        long further = 0;
        long read = 0;
        Optional<String> cursor = Optional.empty();
        do {
            pace.await();
            TaskPage page = client.page(alive, cursor, PAGE);
            for (Task task : page.tasks()) {
                if (++read > settings.mostTasks()) {
                    complete = false;
                    return further;
                }
                if (!suspects.containsKey(task.id()) || !isSuspect(task, fleet) || !isStill(task, settings.now())) {
                    continue;
                }
                if (named.size() < MOST_NAMED) {
                    named.add(task.id());
                } else {
                    further++;
                }
            }
            cursor = page.next();
        } while (cursor.isPresent());
        return further;
    }

    /** Whether a task that seems stranded has not moved since the first reading, or is late for as long as it had time to move on. */
    private boolean isStill(Task task, Instant now) {
        return TaskState.of(task).equals(suspects.get(task.id())) || TaskState.isLate(task, now, settings.settle());
    }

    private Optional<Stranded> explain(long id) throws InterruptedException {
        pace.await();
        try {
            Explanation explanation = client.explain(id);
            // It is read after that, so that what stands as before stood so all the time.
            if (explanation.reasons().stream().noneMatch(reason -> STRANDED.contains(reason.name()))
                    || get(id).filter(task -> isStill(task, explanation.at())).isEmpty()) {
                return Optional.empty();
            }
            List<Explanation.Reason> reasons = explanation.reasons();
            boolean paused = reasons.stream().anyMatch(reason -> reason.name().equals(PAUSED));
            return reasons.stream()
                    .filter(reason -> STRANDED.contains(reason.name()))
                    // A person wants the tasks of a paused type to wait.
                    .filter(reason -> !paused || !reason.name().equals(NOT_SERVED))
                    .findFirst()
                    .map(reason -> new Stranded(
                            id, explanation.type(), explanation.status().name(), reason));
        } catch (ProblemException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
