package dev.taskq.console.site;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The counts that a person has confirmed: a form that is sent twice starts one operation. Thread-safe. */
final class Confirmed {
    /** The most that are remembered: the latest. */
    static final int MOST = 100;

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Long, Long> started = new LinkedHashMap<>();

    /**
     * Starts what a count stands for, unless that was done.
     *
     * @param count the operation that counted
     * @param start starts the operation on what was counted, and returns its id
     * @return the id of the operation that was started, now or before
     */
    long once(long count, LongSupplier start) {
        lock.lock();
        try {
            Long before = started.get(count);
            if (before != null) {
                return before;
            }
            long now = start.getAsLong();
            if (started.size() == MOST) {
                started.remove(started.keySet().iterator().next());
            }
            started.put(count, now);
            return now;
        } finally {
            lock.unlock();
        }
    }
}
