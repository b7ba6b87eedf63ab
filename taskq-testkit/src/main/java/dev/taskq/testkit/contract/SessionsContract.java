package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Sessions} promises, as tests: sessions, their heartbeats, progress, and the leader's lease. */
public interface SessionsContract
        extends SessionContract,
                OwnSessionContract,
                HeartbeatContract,
                DrainContract,
                ProgressContract,
                LeaseContract {}
