package dev.taskq.memory;

import dev.taskq.SessionEndedException;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.memory.State.Stamp;
import dev.taskq.memory.TaskRow.Holder;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hands queued tasks out, and queues those that are due. */
final class HandOut {
    private HandOut() {}

    static List<ClaimResult> claim(Draft draft, long process, Claim claim) {
        SessionRow session = living(draft, process, claim.session());
        boolean stopped = claim.token() < session.minToken();
        boolean takesSuspect = claim.takesSuspect();
        long bytes = 0;
        boolean first = true;
        Map<Long, ClaimResult> results = new HashMap<>();
        for (Claim.Item item : inOrder(claim)) {
            Optional<TaskRow> queued = draft.task(item.id()).filter(row -> Move.CLAIM.isOpenTo(row.status()));
            if (queued.isEmpty()) {
                results.put(item.id(), new ClaimResult.Gone(item.id()));
            } else if (stopped || draft.isLocked(item.id())) {
                results.put(item.id(), new ClaimResult.Locked(item.id()));
            } else if (queued.get().counts().isSuspect() && !takesSuspect) {
                results.put(item.id(), new ClaimResult.Deferred(item.id()));
            } else {
                TaskRow row = queued.get();
                takesSuspect &= !row.counts().isSuspect();
                boolean fits = claim.room().fits(bytes, row.given().bytes(), first);
                bytes += row.given().bytes();
                first = false;
                results.put(
                        item.id(), fits ? run(draft, claim, item, row, session) : new ClaimResult.NoRoom(item.id()));
            }
        }
        return claim.ids().stream().map(results::get).toList();
    }

    private static List<Claim.Item> inOrder(Claim claim) {
        return claim.items().stream()
                .sorted(Comparator.comparingLong(Claim.Item::id))
                .toList();
    }

    private static ClaimResult run(Draft draft, Claim claim, Claim.Item item, TaskRow row, SessionRow session) {
        TaskRow running = row.edit(draft.now())
                .run(
                        new Holder(claim.session(), claim.token()),
                        session.spec().name(),
                        item.maxAttempts(),
                        item.timeout())
                .build();
        draft.put(running);
        return new ClaimResult.Claimed(running.claimed());
    }

    static List<ClaimResult> settle(Draft draft, long process, Claim claim) {
        draft.put(living(draft, process, claim.session()).stopTokens(claim.token()));
        List<ClaimResult> results = new ArrayList<>();
        for (Claim.Item item : claim.items()) {
            Optional<TaskRow> held = draft.task(item.id()).filter(row -> row.isHeldBy(claim.session(), claim.token()));
            if (held.isEmpty()) {
                results.add(new ClaimResult.Gone(item.id()));
            } else if (draft.isLocked(item.id())) {
                results.add(new ClaimResult.Locked(item.id()));
            } else {
                TaskRow running = held.get().edit(draft.now()).start().build();
                draft.put(running);
                results.add(new ClaimResult.Claimed(running.claimed()));
            }
        }
        return results;
    }

    private static SessionRow living(Draft draft, long process, long session) {
        return draft.session(session)
                .filter(row -> row.isLiving(process))
                .orElseThrow(() -> new SessionEndedException(session));
    }

    static int hinted(Draft draft, List<Hint> hints, Instant asked) {
        Instant latest = draft.now().plus(Hint.MOST_AHEAD);
        Instant stamp = asked.isAfter(latest) ? latest : asked;
        int stamped = 0;
        for (Hint hint : hints) {
            Optional<TaskRow> row = draft.task(hint.id())
                    .filter(task -> task.status() == TaskStatus.QUEUED)
                    .filter(task -> task.hint().equals(hint))
                    .filter(task -> !draft.isLocked(task.id()));
            if (row.isPresent()) {
                draft.put(row.get().edit(draft.now()).hinted(stamp).build());
                stamped++;
            }
        }
        return stamped;
    }

    static Promotion promoteDue(Draft draft, int max) {
        List<Hint> hints = new ArrayList<>();
        for (var entry : draft.scheduled().ascending()) {
            if (hints.size() == max || entry.key().at().isAfter(draft.now())) {
                break;
            }
            TaskRow row = draft.task(entry.value()).orElseThrow();
            if (Move.DUE.isOpenTo(row.status()) && !draft.isLocked(row.id())) {
                TaskRow queued = row.edit(draft.now()).queue().build();
                draft.put(queued);
                hints.add(queued.hint());
            }
        }
        return new Promotion(hints, untilNext(draft));
    }

    private static Optional<Duration> untilNext(Draft draft) {
        for (var next : draft.scheduled().ascending()) {
            Stamp due = next.key();
            return Optional.of(due.at().isAfter(draft.now()) ? Duration.between(draft.now(), due.at()) : Duration.ZERO);
        }
        return Optional.empty();
    }
}
