package dev.taskq.memory.data;

import dev.taskq.TaskStatus;
import dev.taskq.spi.Completions;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Bounded scans along the open rows of types, in the dispatch order. */
final class Scans {
    private Scans() {}

    /**
     * The result of a scan.
     *
     * @param found the rows that were found
     * @param last the last row that was read, or the scan's start if there was none
     * @param scanned how many rows were read
     */
    private record Done(List<TaskRow> found, Position last, int scanned) {}

    private static Done scan(Transaction transaction, Scan scan, int max, Predicate<TaskRow> wanted) {
        List<TaskRow> found = new ArrayList<>();
        Position last = scan.after();
        int scanned = 0;
        for (var entry : transaction.open(scan.type()).after(scan.after())) {
            if (scanned == scan.rows()
                    || found.size() >= max
                    || !entry.key().hintedAt().isBefore(scan.before())) {
                break;
            }
            scanned++;
            last = entry.key();
            transaction.task(entry.value()).filter(wanted).ifPresent(found::add);
        }
        return new Done(found, last, scanned);
    }

    static List<ScanResult> waiting(Transaction transaction, List<Scan> scans, int max) {
        List<ScanResult> results = new ArrayList<>();
        int left = max;
        for (Scan scan : scans) {
            int most = Math.min(left, scan.max());
            Done done = scan(transaction, scan, most, row -> isWanted(row, scan));
            boolean stopped = done.found.size() < most && done.scanned == scan.rows();
            List<Hint> queued = done.found.stream().map(TaskRow::hint).toList();
            results.add(new ScanResult(scan.type(), queued, stopped ? Optional.of(done.last) : Optional.empty()));
            left -= queued.size();
        }
        return results;
    }

    private static boolean isWanted(TaskRow row, Scan scan) {
        return row.status() == TaskStatus.QUEUED
                && (scan.suspects() || !row.counts().isSuspect());
    }

    static List<Orphans> orphans(Transaction transaction, List<Scan> scans, int max) {
        List<Orphans> results = new ArrayList<>();
        int left = max;
        for (Scan scan : scans) {
            int most = Math.min(left, scan.max());
            Done done = scan(transaction, scan, most, row -> isOrphan(transaction, row));
            // A scan that is allowed no rows stops at its start.
            boolean stopped = done.found.size() == most || done.scanned == scan.rows();
            List<Orphan> found = done.found.stream()
                    .map(row -> new Orphan(row.running(), hasEndedSession(transaction, row)))
                    .toList();
            results.add(new Orphans(scan.type(), found, stopped ? Optional.of(done.last) : Optional.empty()));
            left -= found.size();
        }
        return results;
    }

    private static boolean isOrphan(Transaction transaction, TaskRow row) {
        return row.status() == TaskStatus.RUNNING && (hasEndedSession(transaction, row) || isOverdue(transaction, row));
    }

    private static boolean isOverdue(Transaction transaction, TaskRow row) {
        return row.startedAt()
                .orElseThrow()
                .plus(row.timeout())
                .plus(Completions.OVERDUE)
                .isBefore(transaction.now());
    }

    private static boolean hasEndedSession(Transaction transaction, TaskRow row) {
        return transaction
                .session(row.holder().orElseThrow().session())
                .filter(session -> session.end().isEmpty())
                .isEmpty();
    }

    static List<CountStep> count(Transaction transaction, List<Scan> scans) {
        List<CountStep> results = new ArrayList<>();
        for (Scan scan : scans) {
            Done done = scan(transaction, scan, Integer.MAX_VALUE, row -> row.status() == TaskStatus.QUEUED);
            results.add(new CountStep(
                    done.found.size(),
                    done.found.stream().flatMap(row -> row.queuedAt().stream()).min(Comparator.naturalOrder()),
                    done.scanned == scan.rows() ? Optional.of(done.last) : Optional.empty()));
        }
        return results;
    }
}
