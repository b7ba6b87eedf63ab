package dev.taskq.examples.demo;

import dev.taskq.console.Demo;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** The buttons of the demo's page. Thread-safe. */
final class Breakage implements Demo {
    private static final int MOST_HAPPENED = 10;

    private final LocalStack stack;
    private final Rows rows;
    private final String caller;
    private final AtomicLong accepted;
    private final Runnable newAgent;
    private final ExecutorService later;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Happened> happened = new ArrayDeque<>();
    private boolean redisRuns = true;

    /**
     * The buttons of a stack.
     *
     * @param caller the caller of the tasks that are counted
     * @param accepted how many of its tasks the API has accepted
     * @param newAgent starts an agent
     * @param later where it is started
     */
    Breakage(
            LocalStack stack, Rows rows, String caller, AtomicLong accepted, Runnable newAgent, ExecutorService later) {
        this.stack = stack;
        this.rows = rows;
        this.caller = caller;
        this.accepted = accepted;
        this.newAgent = newAgent;
        this.later = later;
    }

    @Override
    public Figures figures() {
        // Before the rows are counted: each of these tasks must have one.
        long before = accepted.get();
        try {
            long known = rows.of(caller);
            long finished = rows.endedOf(caller);
            lock.lock();
            try {
                return new Figures(
                        before,
                        Math.min(before, finished),
                        Math.max(0, before - known),
                        (int) stack.agents().stream()
                                .filter(JarProcess::isAlive)
                                .count(),
                        redisRuns,
                        List.copyOf(happened));
            } finally {
                lock.unlock();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Postgres does not answer", e);
        }
    }

    @Override
    public List<Fault> faults() {
        lock.lock();
        try {
            return redisRuns
                    ? List.of(Fault.KILL_AGENT, Fault.FLUSH_REDIS, Fault.STOP_REDIS)
                    : List.of(Fault.KILL_AGENT, Fault.START_REDIS);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cause(Fault fault) {
        lock.lock();
        try {
            if (faults().contains(fault)) {
                happen(fault).ifPresent(this::tell);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** What happened; empty for nothing. */
    private Optional<String> happen(Fault fault) throws IOException {
        return switch (fault) {
            case KILL_AGENT -> killAgent();
            case FLUSH_REDIS -> {
                stack.redis().call("FLUSHALL");
                yield Optional.of("All that was in Redis is deleted");
            }
            case STOP_REDIS -> {
                stack.redis().kill();
                redisRuns = false;
                yield Optional.of("Redis was killed");
            }
            case START_REDIS -> {
                stack.redis().restart();
                redisRuns = true;
                yield Optional.of("Redis runs again");
            }
        };
    }

    private Optional<String> killAgent() {
        Optional<JarProcess> agent =
                stack.agents().stream().filter(JarProcess::isAlive).findFirst();
        agent.ifPresent(JarProcess::kill);
        return agent.map(killed -> {
            later.execute(this::replace);
            return "The agent of process " + killed.pid() + " was killed";
        });
    }

    private void replace() {
        try {
            newAgent.run();
            tell("Another agent has started");
        } catch (RuntimeException e) {
            tell("No other agent could be started: " + e.getMessage());
        }
    }

    private void tell(String text) {
        lock.lock();
        try {
            happened.addFirst(new Happened(Instant.now(), text));
            if (happened.size() > MOST_HAPPENED) {
                happened.removeLast();
            }
        } finally {
            lock.unlock();
        }
    }
}
