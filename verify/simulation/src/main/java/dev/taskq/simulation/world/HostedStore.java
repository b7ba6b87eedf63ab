package dev.taskq.simulation.world;

import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A process' connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param store the store in memory, as this process' own
 * @param listener told of what took effect
 */
record HostedStore(StoreHost host, Member member, TaskStore store, WorldListener listener) implements TaskStore {
    @Override
    public List<Inserted> insert(List<Insert> inserts) {
        List<Inserted> inserted = host.call(member, Operation.INSERT, List.of(), () -> {
            List<Inserted> results = store.insert(inserts);
            listener.inserted(inserts, results);
            return results;
        });
        learned(inserted.stream().flatMap(row -> row.hint().stream()).toList());
        return inserted;
    }

    @Override
    public List<Task> find(Collection<Long> ids) {
        return host.call(member, Operation.FIND, List.of(), () -> store.find(ids));
    }

    @Override
    public Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        return host.call(member, Operation.STATUSES, List.of(), () -> store.statuses(ids));
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan) {
        return host.call(member, Operation.LIST, List.of(), () -> store.list(filter, from, limit, scan));
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids) {
        return host.call(member, Operation.CANCEL, ids, () -> {
            List<CancelResult> results = store.cancel(ids);
            listener.cancelled(results);
            return results;
        });
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests) {
        List<Long> ids = requests.stream().map(RetryRequest::id).toList();
        return host.call(member, Operation.RETRY, ids, () -> {
            List<RetryResult> results = store.retry(requests);
            listener.retried(results);
            return results;
        });
    }

    @Override
    public List<ScanResult> waiting(List<Scan> scans, int max) {
        listener.scanning(member, scans.stream().map(Scan::type).toList());
        return host.call(member, Operation.WAITING, List.of(), () -> store.waiting(scans, max));
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        try {
            return host.call(member, Operation.CLAIM, claim.ids(), claim.session(), () -> {
                List<ClaimResult> results = store.claim(claim);
                listener.claimed(member, claim, results);
                return results;
            });
        } catch (StoreUnavailableException e) {
            listener.claimFailed(member);
            throw e;
        }
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        return host.settle(member, store, claim);
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        List<Long> ids = hints.stream().map(Hint::id).toList();
        return host.call(member, Operation.HINTED, ids, () -> {
            int stamped = store.hinted(hints, stamp);
            listener.hinted(hints, stamp);
            return stamped;
        });
    }

    @Override
    public Promotion promoteDue(int max) {
        listener.leading(member);
        member.inDuty(true);
        Promotion done;
        try {
            done = host.call(member, Operation.PROMOTE, List.of(), () -> {
                Promotion promotion = store.promoteDue(max);
                listener.promoted(promotion);
                return promotion;
            });
        } finally {
            member.inDuty(false);
        }
        learned(done.hints());
        return done;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> completions) {
        List<Long> ids = completions.stream().map(Completion::id).toList();
        List<CompletionResult> ended = host.call(member, Operation.COMPLETE, ids, () -> {
            List<CompletionResult> results = store.complete(completions);
            listener.ended(member, completions, results);
            return results;
        });
        learned(ended.stream().flatMap(HostedStore::hint).toList());
        return ended;
    }

    private static Stream<Hint> hint(CompletionResult result) {
        return result instanceof CompletionResult.Recorded(TaskStatus status, Optional<Hint> hint)
                ? hint.stream()
                : Stream.empty();
    }

    private void learned(List<Hint> hints) {
        if (!hints.isEmpty()) {
            listener.learned(member, hints);
        }
    }

    @Override
    public long openSession(NewSession session) {
        return host.call(member, Operation.OPEN_SESSION, List.of(), () -> {
            long id = store.openSession(session);
            host.opened(member, id);
            listener.opened(member, id);
            return id;
        });
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        List<Long> asked = heartbeat.held().stream().map(Held::id).toList();
        member.heartbeatWorking();
        HeartbeatAnswer heard = host.call(member, Operation.HEARTBEAT, asked, () -> {
            HeartbeatAnswer answer = store.heartbeat(heartbeat);
            member.heardFrom();
            if (!answer.ended()) {
                listener.heardFrom(member, heartbeat.session());
            }
            if (answer.leads()) {
                host.leads(member);
                listener.leads(member);
            }
            return answer;
        });
        listener.heard(heartbeat.session());
        return heard;
    }

    @Override
    public Sessions sessions() {
        return host.call(member, Operation.SESSIONS, List.of(), () -> host.withDisconnected(member, store.sessions()));
    }

    @Override
    public boolean stopSession(long session) {
        return endSession(session, EndReason.STOPPED, () -> store.stopSession(session));
    }

    @Override
    public boolean endLostSession(long session, long heartbeats) {
        return endSession(session, EndReason.LOST, () -> store.endLostSession(session, heartbeats));
    }

    private boolean endSession(long session, EndReason reason, BooleanSupplier end) {
        return host.call(member, Operation.END_SESSION, List.of(), session, () -> {
            boolean ended = end.getAsBoolean();
            if (ended) {
                listener.sessionEnded(member, session, reason);
            }
            return ended;
        });
    }

    @Override
    public Forgiven forgiveLosses(long session, long process, String error) {
        return host.call(member, Operation.FORGIVE, List.of(), () -> {
            Forgiven forgiven = store.forgiveLosses(session, process, error);
            listener.forgiven(session, forgiven);
            return forgiven;
        });
    }

    @Override
    public void clearSessions(Collection<Long> sessions) {
        host.call(member, Operation.CLEAR_SESSIONS, List.of(), () -> {
            store.clearSessions(sessions);
            listener.cleared(sessions);
            return sessions;
        });
    }

    @Override
    public List<Orphans> orphans(List<Scan> scans, int max) {
        return host.call(member, Operation.ORPHANS, List.of(), () -> store.orphans(scans, max));
    }

    @Override
    public Purged purge(Purge step) {
        listener.leading(member);
        return host.call(member, Operation.PURGE, List.of(), () -> {
            Purged purged = store.purge(step);
            listener.purged(step, purged);
            return purged;
        });
    }

    @Override
    public List<CountStep> count(List<Scan> scans) {
        return host.call(member, Operation.COUNT, List.of(), () -> store.count(scans));
    }

    @Override
    public void recordBacklog(List<BacklogCount> gauges) {
        host.call(member, Operation.RECORD_BACKLOG, List.of(), () -> {
            store.recordBacklog(gauges);
            listener.gauged();
            return gauges;
        });
    }

    @Override
    public List<String> registerTypes(Collection<String> names) {
        return host.call(member, Operation.REGISTER_TYPES, List.of(), () -> store.registerTypes(names));
    }

    @Override
    public List<TypeState> types() {
        return host.call(member, Operation.TYPES, List.of(), () -> store.types());
    }

    @Override
    public List<TypeState> types(Collection<String> names) {
        return host.call(member, Operation.TYPES, List.of(), () -> store.types(names));
    }

    @Override
    public List<TypeRefusal> admitTypes(Collection<String> names, TypeAdmission admission) {
        return host.call(member, Operation.REGISTER_TYPES, List.of(), () -> store.admitTypes(names, admission));
    }

    @Override
    public int forgetTypes(Duration unused, Duration unusedAnnounced) {
        return host.call(member, Operation.FORGET_TYPES, List.of(), () -> store.forgetTypes(unused, unusedAnnounced));
    }

    @Override
    public void pause(String type, boolean paused) {
        host.call(member, Operation.PAUSE, List.of(), () -> {
            store.pause(type, paused);
            listener.paused(type, paused);
            return type;
        });
    }

    /** Nothing asks whether a simulated process is ready. */
    @Override
    public void proveWritable() {
        throw new UnsupportedOperationException("readiness is not simulated");
    }

    @Override
    public Instant now() {
        return host.call(member, Operation.NOW, List.of(), store::now);
    }

    @Override
    public void close() {}
}
