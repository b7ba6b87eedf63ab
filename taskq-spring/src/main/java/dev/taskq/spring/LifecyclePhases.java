package dev.taskq.spring;

import org.springframework.context.SmartLifecycle;

/**
 * When taskq starts and stops within a context. What has a higher phase starts later and stops sooner. Spring Boot's web server has
 * the phases {@code DEFAULT_PHASE - 1024} (it waits for its requests) and {@code DEFAULT_PHASE - 2048} (it stops). So requests can
 * submit until they are done; then the agent stops, then the coordinator. Pools are closed after all phases.
 */
public final class LifecyclePhases {
    /** The phase of the agent. */
    public static final int AGENT = SmartLifecycle.DEFAULT_PHASE - 3 * 1024;

    /** The phase in which schedules are put. */
    public static final int SCHEDULES = SmartLifecycle.DEFAULT_PHASE - 4 * 1024 + 512;

    /** The phase of a server of the coordinator. */
    public static final int SERVER = SmartLifecycle.DEFAULT_PHASE - 4 * 1024 + 256;

    /** The phase of the coordinator. */
    public static final int COORDINATOR = SmartLifecycle.DEFAULT_PHASE - 4 * 1024;

    private LifecyclePhases() {}
}
