package dev.taskq.benchmarks;

import dev.taskq.examples.demo.LocalStack;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that each part has used: steadier than tasks a second on a noisy machine.
 *
 * @param postgres of all processes of Postgres that live
 * @param redis of Redis
 * @param coordinator of the coordinator's process
 * @param here of this process: agents, load generator, and whatever is embedded
 */
record Cpu(Duration postgres, Duration redis, Duration coordinator, Duration here) {
    static Cpu of(LocalStack stack) {
        ProcessHandle postmaster = ProcessHandle.of(stack.postgres().pid()).orElseThrow();
        Duration postgres = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(Cpu::used)
                .reduce(Duration.ZERO, Duration::plus);
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

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
