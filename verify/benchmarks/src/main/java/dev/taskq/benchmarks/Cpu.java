package dev.taskq.benchmarks;

import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that each part has used. On a noisy machine it varies less than tasks per second.
 *
 * @param postgres the time of all processes of Postgres; on systems without {@code /proc}, of those that live
 * @param redis the time of Redis
 * @param coordinator the time of the coordinator's process
 * @param agents the time of agents that are processes; zero if there are none
 * @param here the time of this process: load generator, embedded parts, and agents that are not processes
 */
record Cpu(Duration postgres, Duration redis, Duration coordinator, Duration agents, Duration here) {
    /** Linux' unit of time in {@code /proc}: USER_HZ is 100 on every platform with a JVM. */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    static Cpu of(LocalStack stack) {
        return new Cpu(
                of(stack.postgres()),
                of(stack.redis().pid()),
                of(stack.coordinator().pid()),
                stack.agents().stream().map(agent -> of(agent.pid())).reduce(Duration.ZERO, Duration::plus),
                ofThisProcess());
    }

    /** The time of all processes of a Postgres. */
    static Duration of(PostgresServer server) {
        ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(Cpu::used)
                .reduce(usedByEndedChildren(postmaster), Duration::plus);
    }

    /** The time of a process. */
    static Duration of(long pid) {
        return used(ProcessHandle.of(pid).orElseThrow());
    }

    /** The time of this process. */
    static Duration ofThisProcess() {
        return used(ProcessHandle.current());
    }

    Cpu minus(Cpu before) {
        return new Cpu(
                postgres.minus(before.postgres),
                redis.minus(before.redis),
                coordinator.minus(before.coordinator),
                agents.minus(before.agents),
                here.minus(before.here));
    }

    Duration all() {
        return allButHere().plus(here);
    }

    Duration allButHere() {
        return postgres.plus(redis).plus(coordinator).plus(agents);
    }

    /** The time of a connection's process that has ended is included in the account of its parent. */
    private static Duration usedByEndedChildren(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // Behind the program's name, which may contain spaces. The first field there is the state, the third in
            // proc(5).
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return TICK.multipliedBy(Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]));
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
