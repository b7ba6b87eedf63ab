package dev.taskq.memory;

import dev.taskq.memory.State.Lease;
import dev.taskq.spi.Beat;
import dev.taskq.spi.BeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Sessions, their beats, and the lease. */
final class Presence {
    private Presence() {}

    /** Opens a session whose id is above one. */
    static long open(Draft draft, long process, NewSession spec, long above) {
        draft.connect(process);
        Types.register(draft, spec.types());
        long id = draft.nextSession(above);
        draft.put(new SessionRow(id, process, spec, draft.now(), 0, false, 0, Optional.empty()));
        return id;
    }

    /** Whether it stopped it. */
    static boolean stop(Draft draft, long process, long id) {
        return end(draft, id, EndReason.STOPPED, session -> session.process() == process);
    }

    /** Whether it ended it: only where its counter still stands there. */
    static boolean endLost(Draft draft, long id, long beats) {
        return end(draft, id, EndReason.LOST, session -> session.beats() == beats);
    }

    private static boolean end(Draft draft, long id, EndReason reason, Predicate<SessionRow> condition) {
        Optional<SessionRow> living =
                draft.session(id).filter(session -> session.end().isEmpty()).filter(condition);
        living.ifPresent(session -> draft.put(session.end(new Session.End(draft.now(), reason))));
        return living.isPresent();
    }

    static void clear(Draft draft, Iterable<Long> ids) {
        for (long id : ids) {
            draft.session(id)
                    .filter(session -> session.end().isPresent())
                    .ifPresent(session -> draft.removeSession(id));
        }
    }

    static BeatAnswer beat(Draft draft, long process, Beat beat) {
        draft.connect(process);
        Optional<SessionRow> living = draft.session(beat.session()).filter(session -> session.isLiving(process));
        living.ifPresent(session -> draft.put(session.beat(beat.hintsFail())));
        boolean leads = living.isPresent() && bid(draft, beat.session(), beat.bid());
        List<Long> cancelled = new ArrayList<>();
        List<Held> lost = new ArrayList<>();
        for (Held held : beat.held()) {
            draft.task(held.id())
                    .filter(row -> row.isHeldBy(beat.session(), held.token()))
                    .ifPresentOrElse(
                            row -> {
                                if (row.cancelRequested()) {
                                    cancelled.add(row.id());
                                }
                            },
                            () -> lost.add(held));
        }
        Map<String, TypeState> types = new HashMap<>();
        for (String name : beat.types()) {
            draft.types().get(name).ifPresent(type -> types.put(name, type));
        }
        return new BeatAnswer(
                living.isEmpty(), leads, cancelled, lost, types, draft.lease().facts(), draft.now());
    }

    /** Whether it leads now. */
    private static boolean bid(Draft draft, long session, LeaseBid bid) {
        Lease lease = draft.lease();
        boolean own = lease.holder() == session;
        return switch (bid.wish()) {
            case NONE -> false;
            case GIVE_UP -> {
                if (own) {
                    draft.put(new Lease(0, draft.now(), lease.facts()));
                }
                yield false;
            }
            case LEAD -> take(draft, session, bid.facts(), own || hasRunOut(lease, draft.now(), Duration.ZERO));
            case STAND_BACK ->
                take(draft, session, bid.facts(), own || hasRunOut(lease, draft.now(), TaskStore.STAND_BACK_WAIT));
            case SPARE -> take(draft, session, bid.facts(), own || hasRunOut(lease, draft.now(), TaskStore.SPARE_WAIT));
        };
    }

    private static boolean take(Draft draft, long session, Optional<LeaseFacts> facts, boolean may) {
        if (may) {
            Optional<LeaseFacts> known = facts.or(draft.lease()::facts);
            draft.put(new Lease(session, draft.now().plus(TaskStore.LEASE), known));
        }
        return may;
    }

    private static boolean hasRunOut(Lease lease, Instant now, Duration since) {
        boolean clockSteppedBack = lease.until().isAfter(now.plus(TaskStore.LEASE));
        return clockSteppedBack || !lease.until().plus(since).isAfter(now);
    }
}
