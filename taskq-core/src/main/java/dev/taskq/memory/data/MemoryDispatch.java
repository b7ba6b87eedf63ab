package dev.taskq.memory.data;

import dev.taskq.SessionEndedException;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.SavedCheckpoint;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queues due tasks, and dispatches queued ones. */
final class MemoryDispatch implements Dispatch {
    private final Transactions transactions;
    private final long process;

    MemoryDispatch(Transactions transactions, long process) {
        this.transactions = transactions;
        this.process = process;
    }

    @Override
    public List<ScanResult> waiting(List<Scan> scans, int max) {
        Transactions.checkPositive("max", max);
        return Scans.waiting(transactions.read(), scans, max);
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        return transactions.change(transaction -> claim(transaction, process, claim));
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        return transactions.change(transaction -> settle(transaction, process, claim));
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        return transactions.change(transaction -> hinted(transaction, hints, stamp.truncatedTo(ChronoUnit.MICROS)));
    }

    @Override
    public Promotion promoteDue(DueRange range, int max) {
        Transactions.checkPositive("max", max);
        return transactions.change(transaction -> promoteDue(transaction, range, max));
    }

    @Override
    public List<Hint> promote(List<Long> ids) {
        return transactions.change(transaction -> promote(transaction, ids));
    }

    @Override
    public List<CountStep> count(List<Scan> scans) {
        return Scans.count(transactions.read(), scans);
    }

    private static List<ClaimResult> claim(Transaction transaction, long process, Claim claim) {
        SessionRow session = living(transaction, process, claim.holder().session());
        boolean stopped = claim.holder().token() < session.minToken();
        boolean takesSuspect = claim.takesSuspect();
        long bytes = 0;
        boolean first = true;
        Map<Long, ClaimResult> results = new HashMap<>();
        for (Claim.Item item : inOrder(claim)) {
            Optional<TaskRow> queued = transaction.task(item.id()).filter(row -> Move.CLAIM.isOpenTo(row.status()));
            if (queued.isEmpty()) {
                results.put(item.id(), new ClaimResult.Gone(item.id()));
            } else if (stopped || transaction.isLocked(item.id())) {
                results.put(item.id(), new ClaimResult.Locked(item.id()));
            } else if (queued.get().counts().isSuspect() && !takesSuspect) {
                results.put(item.id(), new ClaimResult.Deferred(item.id()));
            } else {
                TaskRow row = queued.get();
                takesSuspect &= !row.counts().isSuspect();
                long size = bytes(transaction, row);
                boolean fits = claim.room().fits(bytes, size, first);
                bytes += size;
                first = false;
                results.put(
                        item.id(),
                        fits ? run(transaction, claim, item, row, session) : new ClaimResult.NoRoom(item.id()));
            }
        }
        return claim.ids().stream().map(results::get).toList();
    }

    private static List<Claim.Item> inOrder(Claim claim) {
        return claim.items().stream()
                .sorted(Comparator.comparingLong(Claim.Item::id))
                .toList();
    }

    private static ClaimResult run(
            Transaction transaction, Claim claim, Claim.Item item, TaskRow row, SessionRow session) {
        TaskRow running = row.edit(transaction.now())
                .run(claim.holder(), session.spec().name(), item.maxAttempts(), item.timeout())
                .build();
        transaction.put(running);
        return new ClaimResult.Claimed(claimed(transaction, running));
    }

    private static ClaimedTask claimed(Transaction transaction, TaskRow row) {
        return new ClaimedTask(
                row.running(),
                row.given().task().params(),
                bytes(transaction, row),
                transaction
                        .checkpoint(row.id())
                        .map(checkpoint -> new SavedCheckpoint(checkpoint.json(), checkpoint.number())),
                row.queuedAt().orElseThrow(),
                row.startedAt().orElseThrow(),
                row.origin().fire());
    }

    /** What an agent holds that runs the task. */
    private static long bytes(Transaction transaction, TaskRow row) {
        return row.given().bytes()
                + transaction.checkpoint(row.id()).map(Checkpoint::bytes).orElse(0L);
    }

    private static List<ClaimResult> settle(Transaction transaction, long process, Claim claim) {
        transaction.put(living(transaction, process, claim.holder().session())
                .stopTokens(claim.holder().token()));
        List<ClaimResult> results = new ArrayList<>();
        for (Claim.Item item : claim.items()) {
            Optional<TaskRow> held = transaction.task(item.id()).filter(row -> row.isHeldBy(claim.holder()));
            if (held.isEmpty()) {
                results.add(new ClaimResult.Gone(item.id()));
            } else if (transaction.isLocked(item.id())) {
                results.add(new ClaimResult.Locked(item.id()));
            } else {
                TaskRow running = held.get().edit(transaction.now()).start().build();
                transaction.put(running);
                results.add(new ClaimResult.Claimed(claimed(transaction, running)));
            }
        }
        return results;
    }

    private static SessionRow living(Transaction transaction, long process, long session) {
        return transaction
                .session(session)
                .filter(row -> row.isLiving(process))
                .orElseThrow(() -> new SessionEndedException(session));
    }

    private static int hinted(Transaction transaction, List<Hint> hints, Instant asked) {
        Instant latest = transaction.now().plus(Hint.MOST_AHEAD);
        Instant stamp = asked.isAfter(latest) ? latest : asked;
        int stamped = 0;
        for (Hint hint : hints) {
            Optional<TaskRow> row = transaction
                    .task(hint.id())
                    .filter(task -> task.status() == TaskStatus.QUEUED)
                    .filter(task -> task.hint().equals(hint))
                    .filter(task -> !transaction.isLocked(task.id()));
            if (row.isPresent()) {
                transaction.put(row.get().edit(transaction.now()).hinted(stamp).build());
                stamped++;
            }
        }
        return stamped;
    }

    private static Promotion promoteDue(Transaction transaction, DueRange range, int max) {
        List<Hint> hints = new ArrayList<>();
        for (var entry : transaction.scheduled().ascending()) {
            if (hints.size() == max || entry.key().at().isAfter(transaction.now())) {
                break;
            }
            if (range.contains(entry.key().at())) {
                promote(transaction, transaction.task(entry.value()).orElseThrow())
                        .ifPresent(hints::add);
            }
        }
        return new Promotion(hints, untilNext(transaction, range));
    }

    private static List<Hint> promote(Transaction transaction, List<Long> ids) {
        return ids.stream()
                .flatMap(id -> transaction.task(id).stream())
                .filter(row -> row.runAt()
                        .filter(due -> !due.isAfter(transaction.now()))
                        .isPresent())
                .flatMap(row -> promote(transaction, row).stream())
                .sorted(Comparator.comparingLong(Hint::id))
                .toList();
    }

    /** Empty if the row is not scheduled, or another transaction holds it. */
    private static Optional<Hint> promote(Transaction transaction, TaskRow row) {
        if (!Move.DUE.isOpenTo(row.status()) || transaction.isLocked(row.id())) {
            return Optional.empty();
        }
        TaskRow queued = row.edit(transaction.now()).promote().build();
        transaction.put(queued);
        return Optional.of(queued.hint());
    }

    private static Optional<Duration> untilNext(Transaction transaction, DueRange range) {
        for (var next : transaction.scheduled().ascending()) {
            Instant due = next.key().at();
            if (range.contains(due)) {
                return Optional.of(
                        due.isAfter(transaction.now()) ? Duration.between(transaction.now(), due) : Duration.ZERO);
            }
        }
        return Optional.empty();
    }
}
