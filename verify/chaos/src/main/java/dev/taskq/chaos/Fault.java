package dev.taskq.chaos;

/** One fault, which is repaired at its end. */
@FunctionalInterface
interface Fault {
    /** Causes the fault, and returns when everything is repaired. */
    void strike(Scene scene) throws Exception;

    /** The fault of a kind. */
    static Fault of(FaultKind kind) {
        return switch (kind) {
            case AGENT_KILL -> ProcessFaults::killAgent;
            case AGENT_KILL_LOOP -> ProcessFaults::killAgentAgainAndAgain;
            case AGENT_FREEZE -> ProcessFaults::freezeAgent;
            case COORDINATOR_KILL -> ProcessFaults::killCoordinator;
            case COORDINATOR_FREEZE -> ProcessFaults::freezeCoordinator;
            case APPLICATION_KILL -> ProcessFaults::killApplication;
            case APPLICATION_FREEZE -> ProcessFaults::freezeApplication;
            case APPLICATION_SILENT -> NetworkFaults::silenceApplication;
            case APPLICATION_CUT -> NetworkFaults::cutApplication;
            case POISON -> ProcessFaults::poison;
            case ROLLING_RESTART -> ProcessFaults::restartAll;
            case DRAIN -> ProcessFaults::drain;
            case AGENT_SILENT -> NetworkFaults::silenceAgent;
            case AGENT_ONE_WAY -> NetworkFaults::silenceAgentOneWay;
            case AGENT_CUT -> NetworkFaults::cutAgent;
            case AGENT_BRIEF_CUT -> NetworkFaults::cutAgentBriefly;
            case AGENT_RESETS -> NetworkFaults::resetAgent;
            case AGENT_DELAY -> NetworkFaults::delayAgent;
            case AGENT_FORGOTTEN -> NetworkFaults::forgetAgent;
            case COORDINATORS_WITHOUT_REDIS -> NetworkFaults::cutCoordinatorsFromRedis;
            case MOST_SILENT -> NetworkFaults::silenceMost;
            case MOST_ONE_WAY -> NetworkFaults::silenceMostOneWay;
            case MOST_CUT -> NetworkFaults::cutMost;
            case MOST_DELAY -> NetworkFaults::delayMost;
            case REDIS_KILL -> RedisFaults::kill;
            case REDIS_WIPE -> RedisFaults::wipe;
            case FLUSHALL -> RedisFaults::flush;
            case REDIS_READ_ONLY -> RedisFaults::readOnly;
            case REDIS_FULL -> RedisFaults::full;
            case REDIS_FREEZE -> RedisFaults::freeze;
            case REDIS_OUTAGE -> RedisOutages::away;
            case REDIS_SWITCH -> RedisOutages::switchMaster;
            case POSTGRES_CRASH -> PostgresFaults::crash;
            case POSTGRES_OUTAGE -> PostgresOutages::away;
            case POSTGRES_FAILOVER -> PostgresOutages::failOver;
            case TERMINATE_BACKENDS -> PostgresFaults::terminateBackends;
            case IDLE_CONNECTIONS -> PostgresFaults::useUpConnections;
            case TASKS_LOCK -> PostgresFaults::lockTasks;
            case ROW_LOCK -> PostgresFaults::lockRow;
        };
    }
}
