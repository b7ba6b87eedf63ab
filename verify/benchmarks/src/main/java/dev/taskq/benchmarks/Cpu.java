package dev.taskq.benchmarks;

import dev.taskq.rig.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that each part has used: steadier than tasks a second on a noisy machine.
 *
 * @param postgres of all processes of Postgres; on systems without {@code /proc}, of those that live
 * @param redis of Redis
 * @param coordinator of the coordinator's process
 * @param here of this process: agents, load generator, and whatever is embedded
 */
record Cpu(Duration postgres, Duration redis, Duration coordinator, Duration here) {
    /** What Linux tells times in: USER_HZ is 100 wherever there is a JVM. */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    static Cpu of(LocalStack stack) {
        ProcessHandle postmaster = ProcessHandle.of(stack.postgres().pid()).orElseThrow();
        Duration postgres = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(Cpu::used)
                .reduce(usedByEndedChildren(postmaster), Duration::plus);
        return new Cpu(
                postgres,
                used(ProcessHandle.of(stack.redis().pid()).orElseThrow()),
                used(ProcessHandle.of(stack.coordinator().pid()).orElseThrow()),
                used(ProcessHandle.current()));
    }

    Cpu minus(Cpu before) {
        return new Cpu(
                postgres.minus(before.postgres),
                redis.minus(before.redis),
                coordinator.minus(before.coordinator),
                here.minus(before.here));
    }

    /** A connection's process takes what it has used with it, when it ends; its parent's account keeps it. */
    private static Duration usedByEndedChildren(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // Behind the program's name, which may have spaces: the state first, which proc(5) counts as the third.
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
