package dev.taskq.agent;

import dev.taskq.agent.Execution.StopReason;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Held;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** All executions of an agent, from claim to recorded end. Thread-safe. */
final class Executions {
    private final Map<Held, Execution> all = new ConcurrentHashMap<>();
    private final Platform platform;
    private final Handlers handlers;
    private final HeldBytes bytes;
    private final Checkpoints checkpoints;
    private final HandlerTransactions transactions;
    private final Signal timekeeper;

    /**
     * None.
     *
     * @param timekeeper raised for an execution whose time is over before the next round of the timekeeper
     */
    Executions(
            Platform platform,
            Handlers handlers,
            HeldBytes bytes,
            Checkpoints checkpoints,
            HandlerTransactions transactions,
            Signal timekeeper) {
        this.timekeeper = timekeeper;
        this.platform = platform;
        this.handlers = handlers;
        this.bytes = bytes;
        this.checkpoints = checkpoints;
        this.transactions = transactions;
    }

    Execution add(ClaimedTask task) {
        Execution execution =
                new Execution(platform, task, handlers.of(task.running().type()), checkpoints, transactions);
        add(execution);
        return execution;
    }

    void add(Execution execution) {
        bytes.take(execution.task().bytes());
        all.put(execution.held(), execution);
        if (execution.task().running().timeout().compareTo(Timekeeper.IDLE) < 0) {
            timekeeper.raise();
        }
    }

    void remove(Execution execution) {
        if (all.remove(execution.held(), execution)) {
            bytes.giveBack(execution.task().bytes());
            execution.releaseCheckpoint();
        }
    }

    Collection<Execution> all() {
        return List.copyOf(all.values());
    }

    /** What a heartbeat shall ask about: claimed in this session, its completion not sent. */
    List<Execution> held(long session) {
        return all.values().stream()
                .filter(execution -> execution.holder().session() == session && execution.isHeld())
                .toList();
    }

    Optional<Execution> find(Held held, long session) {
        return Optional.ofNullable(all.get(held))
                .filter(execution -> execution.holder().session() == session);
    }

    /** The types of those whose handlers run. */
    Set<String> types() {
        return all.values().stream()
                .filter(Execution::isRunning)
                .map(execution -> execution.task().running().type())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a suspect runs, or has run and its end is not recorded yet. */
    boolean haveSuspect() {
        return all.values().stream()
                .anyMatch(execution -> execution.task().running().counts().isSuspect());
    }

    /** Gives up what a session held that has ended. */
    void lose(long session) {
        all.values().stream()
                .filter(execution -> execution.holder().session() == session)
                .forEach(execution -> execution.stop(StopReason.LOST));
    }
}
