package dev.taskq.redis;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.testkit.TestTimeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Small words for the tests of the queue. */
final class Hints {
    static final Instant START = Instant.parse("2026-11-01T00:00:00.000001Z");
    private static final Duration TIMEOUT = TestTimeouts.LONG;

    private Hints() {}

    static Hint hint(String type, long id) {
        return new Hint(type, id, START.plusMillis(id));
    }

    static List<Hint> hints(String type, long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(id -> hint(type, id)).toList();
    }

    static List<Long> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.hint().id()).toList();
    }

    static List<String> types(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.hint().type()).toList();
    }

    /** Calls until something comes. */
    static List<Delivery> something(Supplier<List<Delivery>> take) {
        List<Delivery> found = new ArrayList<>();
        until(() -> found.addAll(take.get()));
        return found;
    }

    /** Looks again and again until it is so. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come about within " + TIMEOUT);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
