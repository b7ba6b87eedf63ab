package dev.taskq.memory.data;

import dev.taskq.Task;
import dev.taskq.memory.data.State.Lease;
import dev.taskq.spi.Drained;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Sessions, their heartbeats, and the leader's lease. */
final class MemorySessions implements Sessions {
    private final Transactions transactions;
    private final long process;
    /**
     * The highest session id that this process was given. It is not part of the stored state, so a restore never gives
     * it again.
     */
    private final AtomicLong lastSession = new AtomicLong();

    MemorySessions(Transactions transactions, long process) {
        this.transactions = transactions;
        this.process = process;
    }

    @Override
    public long open(NewSession session, boolean draining) {
        long above = lastSession.get();
        long id = transactions.change(transaction -> open(transaction, process, session, draining, above));
        lastSession.accumulateAndGet(id, Math::max);
        return id;
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return transactions.change(transaction -> heartbeat(transaction, process, heartbeat));
    }

    @Override
    public void reportProgress(long session, List<Progress> progress) {
        transactions.alter(transaction -> reportProgress(transaction, process, session, progress));
    }

    @Override
    public SessionList all() {
        Transaction transaction = transactions.read();
        List<Session> all = new ArrayList<>();
        Set<Long> disconnected = new HashSet<>();
        boolean seesDeaths = false;
        for (var entry : transaction.sessions().ascending()) {
            Session session = entry.value().toSession();
            all.add(session);
            if (session.end().isEmpty() && transaction.isClosed(session.process())) {
                disconnected.add(session.process());
            }
            seesDeaths |= session.end().isEmpty() && session.process() != process;
        }
        return new SessionList(transaction.now(), all, disconnected, seesDeaths);
    }

    @Override
    public Optional<Drained> drain(long session) {
        return transactions.change(transaction -> drain(transaction, session));
    }

    @Override
    public boolean stop(long session) {
        return transactions.change(transaction -> stop(transaction, process, session));
    }

    @Override
    public boolean endLost(long session, long heartbeats) {
        return transactions.change(transaction -> endLost(transaction, session, heartbeats));
    }

    @Override
    public void clear(Collection<Long> sessions) {
        transactions.alter(transaction -> clear(transaction, sessions));
    }

    private static void reportProgress(Transaction transaction, long process, long session, List<Progress> progress) {
        if (transaction.session(session).filter(row -> row.process() == process).isEmpty()) {
            return;
        }
        for (Progress each : progress) {
            Holder holder = new Holder(session, each.held().token());
            transaction
                    .task(each.held().id())
                    .filter(row -> row.isHeldBy(holder))
                    .ifPresent(row -> transaction.put(new State.Said(
                            row.id(), holder, new Task.Progress(each.fraction(), each.note(), transaction.now()))));
        }
    }

    /** Opens a session with an id greater than the given one. */
    private static long open(Transaction transaction, long process, NewSession spec, boolean draining, long above) {
        transaction.connect(process);
        MemoryTypes.register(transaction, spec.types());
        long id = transaction.nextSession(above);
        transaction.put(new SessionRow(id, process, spec, transaction.now(), 0, false, draining, 0, Optional.empty()));
        return id;
    }

    private static Optional<Drained> drain(Transaction transaction, long id) {
        Optional<SessionRow> living = transaction
                .session(id)
                .filter(session -> session.end().isEmpty() && session.spec().kind() == NewSession.Kind.AGENT);
        living.ifPresent(session -> transaction.put(session.toDrain()));
        return living.map(before -> new Drained(before.spec(), before.openedAt(), !before.drain()));
    }

    /** Returns whether it stopped the session. */
    private static boolean stop(Transaction transaction, long process, long id) {
        return end(transaction, id, EndReason.STOPPED, session -> session.process() == process);
    }

    /** Returns whether it ended the session: only if the heartbeat counter still has the given value. */
    private static boolean endLost(Transaction transaction, long id, long heartbeats) {
        return end(transaction, id, EndReason.LOST, session -> session.heartbeats() == heartbeats);
    }

    private static boolean end(Transaction transaction, long id, EndReason reason, Predicate<SessionRow> condition) {
        Optional<SessionRow> living = transaction
                .session(id)
                .filter(session -> session.end().isEmpty())
                .filter(condition);
        living.ifPresent(session -> transaction.put(session.end(new Session.End(transaction.now(), reason))));
        return living.isPresent();
    }

    private static void clear(Transaction transaction, Iterable<Long> ids) {
        for (long id : ids) {
            transaction
                    .session(id)
                    .filter(session -> session.end().isPresent())
                    .ifPresent(session -> transaction.removeSession(id));
        }
    }

    private static HeartbeatAnswer heartbeat(Transaction transaction, long process, Heartbeat heartbeat) {
        transaction.connect(process);
        Optional<SessionRow> known = transaction.session(heartbeat.session());
        Optional<SessionRow> living = known.filter(session -> session.isLiving(process));
        living.ifPresent(session -> transaction.put(session.heartbeat(heartbeat.hintsFail())));
        boolean leads = living.isPresent() && bid(transaction, heartbeat.session(), heartbeat.bid());
        List<Long> cancelled = new ArrayList<>();
        List<Held> lost = new ArrayList<>();
        for (Held held : heartbeat.held()) {
            transaction
                    .task(held.id())
                    .filter(row -> row.isHeldBy(new Holder(heartbeat.session(), held.token())))
                    .ifPresentOrElse(
                            row -> {
                                if (row.cancelRequested()) {
                                    cancelled.add(row.id());
                                }
                            },
                            () -> lost.add(held));
        }
        Map<String, TypeState> types = new HashMap<>();
        for (String name : heartbeat.types()) {
            transaction.types().get(name).ifPresent(type -> types.put(name, type));
        }
        return new HeartbeatAnswer(
                living.isEmpty(),
                leads,
                known.filter(session -> session.process() == process && session.drain())
                        .isPresent(),
                cancelled,
                lost,
                types,
                transaction.lease().facts(),
                transaction.now());
    }

    /** Returns whether the session leads now. */
    private static boolean bid(Transaction transaction, long session, LeaseBid bid) {
        Lease lease = transaction.lease();
        boolean own = lease.holder() == session;
        return switch (bid.wish()) {
            case NONE -> false;
            case GIVE_UP -> {
                if (own) {
                    transaction.put(new Lease(0, transaction.now(), lease.facts()));
                }
                yield false;
            }
            case LEAD, STAND_BACK, SPARE ->
                take(transaction, session, bid, own || hasRunOut(lease, transaction.now(), bid.waitAfterLease()));
        };
    }

    private static boolean take(Transaction transaction, long session, LeaseBid bid, boolean may) {
        if (may) {
            Optional<LeaseFacts> known = bid.facts().or(transaction.lease()::facts);
            transaction.put(new Lease(session, transaction.now().plus(bid.lease()), known));
        }
        return may;
    }

    private static boolean hasRunOut(Lease lease, Instant now, Duration since) {
        boolean clockSteppedBack = lease.until().isAfter(now.plus(FURTHEST_LEASE_END));
        return clockSteppedBack || !lease.until().plus(since).isAfter(now);
    }
}
