package dev.taskq.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Duration;

/** The CPU time of this process in seconds, Prometheus' base unit. It replaces Micrometer's meter in nanoseconds. */
final class CpuMetrics implements MeterBinder {
    private static final String IN_NANOSECONDS = "process.cpu.time";

    /** Must be bound first: its filter holds only for meters that are registered later, and Micrometer warns of earlier ones. */
    @Override
    public void bindTo(MeterRegistry registry) {
        registry.config().meterFilter(MeterFilter.deny(id -> id.getName().equals(IN_NANOSECONDS)));
        FunctionCounter.builder("process.cpu", ProcessHandle.current(), CpuMetrics::seconds)
                .baseUnit("seconds")
                .description("CPU time used")
                .register(registry);
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
