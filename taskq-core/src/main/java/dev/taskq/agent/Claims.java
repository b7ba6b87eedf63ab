package dev.taskq.agent;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.SessionEndedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks and hands them to the runner. If the answer to a claim is lost, its outcome is unknown: the next claim waits until
 * the store has said what the lost one took (it is settled). Until then its slots count as taken. For the poller's thread only.
 */
final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Dispatch dispatch;
    private final SessionState sessionState;
    private final Slots slots;
    private final Executions executions;
    private final HeldBytes bytes;
    private final Runner runner;
    private final AgentMetrics metrics;
    private Set<Long> withoutRoom = Set.of();
    private Optional<Claim> unsettled = Optional.empty();
    private Source lastSource = Source.STORE;
    private final Timer pause;

    Claims(
            Platform platform,
            Dispatch dispatch,
            SessionState sessionState,
            Capacity capacity,
            Executions executions,
            Runner runner,
            AgentMetrics metrics) {
        this.dispatch = dispatch;
        this.sessionState = sessionState;
        this.slots = capacity.slots();
        this.executions = executions;
        this.bytes = capacity.bytes();
        this.runner = runner;
        this.metrics = metrics;
        this.pause = platform.timer(Duration.ZERO);
    }

    /** Where tasks are found. */
    enum Source {
        /** In the queue, by a hint. */
        QUEUE,
        /** In the store, by a scan. */
        STORE
    }

    /** Those of the last claim that were too large for the room it had. */
    Set<Long> withoutRoom() {
        return withoutRoom;
    }

    boolean isUnsettled() {
        return unsettled.isPresent();
    }

    /** How long to wait before the next claim, after one that failed. */
    Duration pause() {
        return pause.remaining();
    }

    /**
     * Claims, unless the agent was asked to drain since what is wanted was found.
     *
     * @param wanted tasks of this agent's types, as many as there are free slots at most
     * @param source where they were found
     * @return the ids of those that are claimed or gone, so that their hints may go; empty where it failed or was not tried
     */
    Set<Long> claim(List<Claim.Item> wanted, Source source) {
        withoutRoom = Set.of();
        if (sessionState.isDraining()) {
            // The queue delivers the hints again, to other agents.
            return Set.of();
        }
        Set<Long> seen = new HashSet<>();
        List<Claim.Item> items =
                wanted.stream().filter(item -> seen.add(item.id())).toList();
        Holder holder = new Holder(sessionState.session(), sessionState.nextToken());
        Claim claim = new Claim(holder, items, !executions.haveSuspect(), bytes.room());
        slots.take(items.size());
        lastSource = source;
        try {
            return handOver(claim, dispatch.claim(claim));
        } catch (OutcomeUnknownException e) {
            LOG.warn(
                    "outcome of a claim is unknown, to be settled session={} token={}",
                    claim.holder().session(),
                    claim.holder().token());
            unsettled = Optional.of(claim);
            return Set.of();
        } catch (SessionEndedException e) {
            giveUp(claim);
            return Set.of();
        } catch (RuntimeException e) {
            slots.giveBackUnused(items.size());
            pause.reset(AFTER_FAILURE);
            if (e instanceof StoreUnavailableException) {
                return Set.of();
            }
            throw e;
        }
    }

    /** Finds out what became of an unsettled claim, and runs what it holds. */
    void settle() {
        if (unsettled.isEmpty()) {
            return;
        }
        Claim claim = unsettled.get();
        if (claim.holder().session() != sessionState.session() || !sessionState.isOpen()) {
            giveUp(claim);
            return;
        }
        List<ClaimResult> results;
        try {
            results = dispatch.settle(claim);
        } catch (SessionEndedException e) {
            giveUp(claim);
            return;
        }
        unsettled = Optional.empty();
        handOver(claim, results);
        List<Claim.Item> locked = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof ClaimResult.Locked) {
                locked.add(claim.items().get(i));
            }
        }
        if (!locked.isEmpty()) {
            // Another transaction holds the row: whether this claim has it is still unknown.
            slots.take(locked.size());
            unsettled = Optional.of(new Claim(claim.holder(), locked, claim.takesSuspect(), claim.room()));
        }
        LOG.info(
                "claim settled session={} token={} locked={}",
                claim.holder().session(),
                claim.holder().token(),
                locked.size());
    }

    /** The session has ended: by the fence nothing of it is committed later, and what was is found by the leader. */
    private void giveUp(Claim claim) {
        sessionState.ended(claim.holder().session());
        unsettled = Optional.empty();
        slots.giveBackUnused(claim.items().size());
    }

    private Set<Long> handOver(Claim claim, List<ClaimResult> results) {
        Set<Long> settled = new HashSet<>();
        Set<Long> left = new HashSet<>();
        List<Execution> claimed = new ArrayList<>();
        for (ClaimResult result : results) {
            switch (result) {
                case ClaimResult.Claimed(ClaimedTask task) -> {
                    settled.add(task.running().id());
                    claimed.add(execution(claim, task));
                }
                case ClaimResult.Gone(long id) -> settled.add(id);
                case ClaimResult.Locked locked -> {}
                case ClaimResult.Deferred deferred -> {}
                case ClaimResult.NoRoom(long id) -> left.add(id);
            }
        }
        runner.run(claimed);
        slots.giveBackUnused(claim.items().size() - claimed.size());
        withoutRoom = left;
        metrics.claimed(lastSource, claimed.size(), settled.size() - claimed.size());
        return settled;
    }

    private Execution execution(Claim claim, ClaimedTask task) {
        Execution execution = executions.add(task);
        if (claim.holder().session() != sessionState.session() || !sessionState.isOpen()) {
            // The session ended while the claim was under way: the part that gave up what the session held has not seen
            // this claim.
            execution.stop(StopReason.LOST);
        }
        metrics.waited(task);
        return execution;
    }
}
