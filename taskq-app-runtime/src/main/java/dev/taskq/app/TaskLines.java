package dev.taskq.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Limits the lines about single tasks per second and logger. Warnings and errors are always written. The filter decides
 * when a logger is asked whether its level is on: task loggers are asked once for each line, before anything is built
 * for the line. Omitted lines are counted. Thread-safe.
 */
final class TaskLines extends TurboFilter implements MeterBinder {
    /** The common parent of all loggers of single tasks. */
    static final String LOGGERS = "dev.taskq.tasks";

    private static final String PREFIX = LOGGERS + ".";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int linesASecond;
    private final LongSupplier nanoTime;
    private final Map<String, OneLogger> loggers = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    /**
     * Creates a filter that has seen no line yet.
     *
     * @param linesASecond the most lines of one logger per second, zero or more
     * @param nanoTime a monotonic clock
     */
    TaskLines(int linesASecond, LongSupplier nanoTime) {
        this.linesASecond = linesASecond;
        this.nanoTime = nanoTime;
    }

    private static final class OneLogger {
        final LongAdder omitted = new LongAdder();
        final AtomicInteger linesInSecond = new AtomicInteger();
        volatile long secondBegan;
        /** How many of the omitted lines were reported. Only the reporting thread reads and writes it. */
        long told;

        OneLogger(long now) {
            secondBegan = now;
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] params,
            @Nullable Throwable t) {
        boolean asksWhetherItIsOn = format == null;
        if (!asksWhetherItIsOn
                || !logger.getName().startsWith(PREFIX)
                || level.isGreaterOrEqual(Level.WARN)
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        OneLogger one = one(logger.getName());
        if (mayWrite(one)) {
            return FilterReply.NEUTRAL;
        }
        one.omitted.increment();
        return FilterReply.DENY;
    }

    private OneLogger one(String name) {
        OneLogger known = loggers.get(name);
        return known != null
                ? known
                : loggers.computeIfAbsent(name, absent -> {
                    OneLogger one = new OneLogger(nanoTime.getAsLong());
                    MeterRegistry meters = registry;
                    if (meters != null) {
                        count(meters, absent, one);
                    }
                    return one;
                });
    }

    private boolean mayWrite(OneLogger one) {
        long now = nanoTime.getAsLong();
        if (now - one.secondBegan >= SECOND) {
            synchronized (one) {
                if (now - one.secondBegan >= SECOND) {
                    one.linesInSecond.set(0);
                    one.secondBegan = now;
                }
            }
        }
        // Not counted beyond the bound, so that the count cannot overflow.
        return one.linesInSecond.get() < linesASecond && one.linesInSecond.incrementAndGet() <= linesASecond;
    }

    /** The omitted lines since the last call, by the logger's short name. Called by one thread at a time. */
    Map<String, Long> omittedSinceLastTold() {
        Map<String, Long> omitted = new TreeMap<>();
        loggers.forEach((name, one) -> {
            long all = one.omitted.sum();
            if (all > one.told) {
                omitted.put(name.substring(PREFIX.length()), all - one.told);
                one.told = all;
            }
        });
        return omitted;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        registry = meters;
        loggers.forEach((name, one) -> count(meters, name, one));
    }

    private static void count(MeterRegistry meters, String name, OneLogger one) {
        FunctionCounter.builder("taskq.log.lines.omitted", one.omitted, LongAdder::doubleValue)
                .description("Lines about single tasks left out by the rate limit")
                .tag("logger", name.substring(PREFIX.length()))
                .register(meters);
    }
}
