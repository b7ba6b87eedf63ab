package dev.taskq.spring;

import dev.taskq.server.TaskqServer;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a server of a coordinator with its context: after the coordinator starts, and before it stops. A server starts
 * once, so a context that was stopped cannot be started again. Thread-safe.
 */
public final class ServerLifecycle implements SmartLifecycle {
    private final TaskqServer server;
    private volatile boolean running;

    /**
     * The life cycle of a server.
     *
     * @param server the server, not started
     */
    public ServerLifecycle(TaskqServer server) {
        this.server = server;
    }

    @Override
    public void start() {
        server.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        server.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return LifecyclePhases.SERVER;
    }

    /**
     * The port on which it listens.
     *
     * @return the port
     * @throws IllegalStateException if it was not started
     */
    public int port() {
        return server.port();
    }

    /**
     * Spring 7 asks this before it stops a context of tests that is not in use.
     *
     * @return false: it could not start again
     */
    public boolean isPauseable() {
        return false;
    }
}
