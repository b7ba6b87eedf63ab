package dev.taskq;

import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A handler with failures that cannot be described. It leaves its thread in another state. */
final class Mute implements TaskHandler<Mute.P> {
    /** What it shall do. */
    record P(String mode) {}

    /** An exception that does not say what it is about. */
    static final class Unspeakable extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    /** An exception of which nothing can be asked. */
    @SuppressWarnings({"OverrideThrowableToString", "ThrowableEqualsHashCode"}) // That is what is tried.
    static final class Hostile extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new StackOverflowError("text");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new NoClassDefFoundError("cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new OutOfMemoryError("stack");
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("equals");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("hash");
        }
    }

    @Override
    public TaskType<P> type() {
        return TaskType.of("mute", P.class).withTimeout(Duration.ofSeconds(30)).withMaxAttempts(1);
    }

    @Override
    public Outcome handle(TaskContext context, P params) throws Exception {
        return switch (params.mode()) {
            case "unspeakable" -> throw new Unspeakable();
            case "hostile" -> throw new Hostile();
            case "chain" -> throw chain();
            case "circle" -> throw circle();
            case "long_message" -> throw new IllegalStateException("x".repeat(1_000_000));
            case "stack" -> deeper();
            case "memory" -> throw new OutOfMemoryError("none left");
            case "linkage" -> throw new NoClassDefFoundError("com/example/Gone");
            case "result_deep" -> Outcome.done(deep());
            case "result_cyclic" -> Outcome.done(cycle());
            case "result_unmappable" -> Outcome.done(new Object());
            default -> Outcome.done();
        };
    }

    private static Exception circle() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);
        return one;
    }

    private static Object deep() {
        Object deep = "x";
        for (int i = 0; i < 5_000; i++) {
            deep = List.of(deep);
        }
        return deep;
    }

    private static List<Object> cycle() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        cycle.add(cycle);
        return cycle;
    }

    private static Exception chain() {
        Exception chain = new Exception("root");
        for (int i = 0; i < 20_000; i++) {
            chain = new Exception("c" + i, chain);
        }
        return chain;
    }

    @SuppressWarnings("InfiniteRecursion") // That is what is tried.
    private static Outcome deeper() {
        return deeper();
    }
}
