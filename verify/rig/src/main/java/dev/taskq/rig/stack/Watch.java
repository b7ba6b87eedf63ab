package dev.taskq.rig.stack;

import dev.taskq.rig.backend.BackendUnavailableException;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.process.JarProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Notices processes of a stack that end before the whole stack does. For one thread. */
public final class Watch {
    /** Ctrl-C reaches the processes at the same moment as this one; their end is then not reported. */
    private static final int MOMENT_MILLIS = 500;

    private final Started started;
    private final List<Member> needed;
    private final List<Member> agents = new ArrayList<>();

    Watch(Started started, PostgresServer postgres, RedisServer redis, JarProcess coordinator) {
        this.started = started;
        needed = List.of(server("Postgres", postgres.pid()), server("Redis", redis.pid()), coordinator::requireAlive);
    }

    /** Fails with a message once a process has ended. */
    @FunctionalInterface
    private interface Member {
        void requireAlive();
    }

    private static Member server(String name, long pid) {
        return () -> {
            if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                throw new BackendUnavailableException(name + " has ended");
            }
        };
    }

    void agent(JarProcess agent) {
        agents.add(agent::requireAlive);
    }

    /**
     * Reports each agent that ends, until no agent is left, or a part that the others need ends: then it fails with
     * that. While the whole stack ends it reports nothing and does not return.
     *
     * @throws BackendUnavailableException if a needed part has ended
     * @throws InterruptedException if the thread was interrupted
     */
    public void tell() throws InterruptedException {
        while (true) {
            for (Member member : needed) {
                requireAlive(member);
            }
            for (Member agent : List.copyOf(agents)) {
                try {
                    requireAlive(agent);
                } catch (BackendUnavailableException e) {
                    agents.remove(agent);
                    if (agents.isEmpty()) {
                        throw e;
                    }
                    System.err.println("taskq: " + e.getMessage());
                }
            }
            Progress.pause();
        }
    }

    private void requireAlive(Member member) throws InterruptedException {
        try {
            member.requireAlive();
        } catch (BackendUnavailableException e) {
            TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
            while (started.isClosing()) {
                Progress.pause();
            }
            throw e;
        }
    }
}
