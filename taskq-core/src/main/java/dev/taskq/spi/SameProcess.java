package dev.taskq.spi;

import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinators and agents of one process tell each other without the store: which types have new tasks, when a task is due,
 * and whether there is any other process. It saves scans and nothing depends on it: what is not told is found by a scan. Thread-safe.
 */
public final class SameProcess {
    private final List<Scanner> agents = new CopyOnWriteArrayList<>();
    private volatile @Nullable Timer alone;

    /** An agent that finds its tasks by scans. Its methods are called on any thread, and return at once. */
    public interface Scanner {
        /**
         * Tasks were queued in this process.
         *
         * @param types their types
         */
        void queued(Set<String> types);

        /** Another process may queue tasks from now on. */
        void notAlone();

        /**
         * A task was scheduled in this process.
         *
         * @param untilDue how long until it is due
         */
        default void scheduled(Duration untilDue) {}
    }

    /** No agent, and nothing is known of other processes. */
    public SameProcess() {}

    /**
     * Registers an agent.
     *
     * @param agent the agent
     */
    public void join(Scanner agent) {
        agents.add(agent);
    }

    /**
     * Removes an agent.
     *
     * @param agent the agent
     */
    public void leave(Scanner agent) {
        agents.remove(agent);
    }

    /**
     * Tells the agents that tasks were queued. Called after the commit.
     *
     * @param hints the tasks
     */
    public void queued(List<Hint> hints) {
        if (agents.isEmpty() || hints.isEmpty()) {
            return;
        }
        Set<String> types = Set.copyOf(hints.stream().map(Hint::type).toList());
        agents.forEach(agent -> agent.queued(types));
    }

    /**
     * Tells the leader, if it is in this process, that a task was scheduled. Called after the commit.
     *
     * @param untilDue how long until it is due, zero or more
     */
    public void scheduled(Duration untilDue) {
        agents.forEach(agent -> agent.scheduled(untilDue));
    }

    /**
     * The leader is in this process, and has seen no session of another one. So whatever queues tasks from now on is in this
     * process, until another one has opened a session.
     *
     * @param until how long that is believed
     */
    public void alone(Timer until) {
        alone = until;
    }

    /** There are other processes, or this one does not lead. */
    public void notAlone() {
        // Also where it is not believed any more: a sleep may have begun while it was.
        boolean was = alone != null;
        alone = null;
        if (was) {
            agents.forEach(Scanner::notAlone);
        }
    }

    /**
     * Whether there was no other process a moment ago.
     *
     * @return false if that is not known
     */
    public boolean isAlone() {
        Timer until = alone;
        return until != null && !until.isExpired();
    }
}
