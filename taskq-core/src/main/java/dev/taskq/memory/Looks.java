package dev.taskq.memory;

import dev.taskq.TaskStatus;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Look;
import dev.taskq.spi.Looked;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Position;
import dev.taskq.spi.TaskStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Bounded looks along the open rows of types, in the order of handing out. */
final class Looks {
    private Looks() {}

    /**
     * A look, done.
     *
     * @param found what it looked for
     * @param last the last row looked at; where the look began, if there was none
     * @param looked how many rows were looked at
     */
    private record Done(List<TaskRow> found, Position last, int looked) {}

    private static Done look(Draft draft, Look look, int max, Predicate<TaskRow> wanted) {
        List<TaskRow> found = new ArrayList<>();
        Position last = look.after();
        int looked = 0;
        for (var entry : draft.open(look.type()).after(look.after())) {
            if (looked == look.rows()
                    || found.size() >= max
                    || !entry.key().hintedAt().isBefore(look.before())) {
                break;
            }
            looked++;
            last = entry.key();
            draft.task(entry.value()).filter(wanted).ifPresent(found::add);
        }
        return new Done(found, last, looked);
    }

    static List<Looked> waiting(Draft draft, List<Look> looks, int max) {
        List<Looked> results = new ArrayList<>();
        int left = max;
        for (Look look : looks) {
            int most = Math.min(left, look.max());
            Done done = look(draft, look, most, row -> isWanted(row, look));
            boolean stopped = done.found.size() < most && done.looked == look.rows();
            List<Hint> queued = done.found.stream().map(TaskRow::hint).toList();
            results.add(new Looked(look.type(), queued, stopped ? Optional.of(done.last) : Optional.empty()));
            left -= queued.size();
        }
        return results;
    }

    private static boolean isWanted(TaskRow row, Look look) {
        return row.status() == TaskStatus.QUEUED
                && (look.suspects() || !row.counts().isSuspect());
    }

    static List<Orphans> orphans(Draft draft, List<Look> looks, int max) {
        List<Orphans> results = new ArrayList<>();
        int left = max;
        for (Look look : looks) {
            int most = Math.min(left, look.max());
            Done done = look(draft, look, most, row -> isOrphan(draft, row));
            // A look for which nothing was left has reached a bound where it begins.
            boolean stopped = done.found.size() == most || done.looked == look.rows();
            List<Orphan> found =
                    done.found.stream().map(row -> orphan(draft, row)).toList();
            results.add(new Orphans(look.type(), found, stopped ? Optional.of(done.last) : Optional.empty()));
            left -= found.size();
        }
        return results;
    }

    private static boolean isOrphan(Draft draft, TaskRow row) {
        return row.status() == TaskStatus.RUNNING && (hasEndedSession(draft, row) || isOverdue(draft, row));
    }

    private static boolean isOverdue(Draft draft, TaskRow row) {
        return row.startedAt()
                .orElseThrow()
                .plus(row.timeout())
                .plus(TaskStore.OVERDUE)
                .isBefore(draft.now());
    }

    private static boolean hasEndedSession(Draft draft, TaskRow row) {
        return draft.session(row.holder().orElseThrow().session())
                .filter(session -> session.end().isEmpty())
                .isEmpty();
    }

    private static Orphan orphan(Draft draft, TaskRow row) {
        TaskRow.Holder holder = row.holder().orElseThrow();
        return new Orphan(
                row.id(),
                row.type(),
                holder.session(),
                holder.token(),
                row.counts(),
                row.maxAttempts(),
                row.timeout(),
                row.origin().correlationId(),
                row.origin().traceparent(),
                row.dueAt(),
                hasEndedSession(draft, row));
    }

    static List<CountStep> count(Draft draft, List<Look> looks) {
        List<CountStep> results = new ArrayList<>();
        for (Look look : looks) {
            Done done = look(draft, look, Integer.MAX_VALUE, row -> row.status() == TaskStatus.QUEUED);
            results.add(new CountStep(
                    done.found.size(),
                    done.found.stream().flatMap(row -> row.queuedAt().stream()).min(Comparator.naturalOrder()),
                    done.looked == look.rows() ? Optional.of(done.last) : Optional.empty()));
        }
        return results;
    }
}
