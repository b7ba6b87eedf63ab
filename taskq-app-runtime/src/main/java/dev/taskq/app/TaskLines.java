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
 * Bounds how many lines about single tasks are written a second, each logger for itself; warnings and errors are always
 * written. It decides when a logger is asked whether it is on, which the loggers of tasks are once for each line and before
 * anything is built for it. What is left out is counted. Thread-safe.
 */
final class TaskLines extends TurboFilter implements MeterBinder {
    /** Below which all loggers of single tasks are. */
    static final String LOGGERS = "dev.taskq.tasks";

    private static final String PREFIX = LOGGERS + ".";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int linesASecond;
    private final LongSupplier nanoTime;
    private final Map<String, OneLogger> loggers = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    /**
     * No line seen yet.
     *
     * @param linesASecond the most of one logger, zero or more
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
        /** How many of those left out somebody has been told of; for the one who tells. */
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
        // Not counted on beyond the bound, so that it cannot overflow.
        return one.linesInSecond.get() < linesASecond && one.linesInSecond.incrementAndGet() <= linesASecond;
    }

    /** The lines left out since the last call, by the logger's short name; of one thread at a time. */
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
                .description("Lines about single tasks left out by the bound on their rate")
                .tag("logger", name.substring(PREFIX.length()))
                .register(meters);
    }
}
