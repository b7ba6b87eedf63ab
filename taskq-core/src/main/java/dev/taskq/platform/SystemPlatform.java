package dev.taskq.platform;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** The machine's own threads, clock and chance: the only class in core that touches them. */
final class SystemPlatform implements Platform {
    static final SystemPlatform INSTANCE = new SystemPlatform();
    static final InstantSource CLOCK = InstantSource.system();

    private SystemPlatform() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return () -> ThreadLocalRandom.current().nextLong();
    }

    @Override
    public Worker spawn(String name, ThreadKind kind, Runnable body) {
        Thread.Builder builder = switch (kind) {
            case PLATFORM -> Thread.ofPlatform().daemon();
            case VIRTUAL -> Thread.ofVirtual();
        };
        return new ThreadWorker(builder.name(name).start(body));
    }

    @Override
    public Worker current() {
        return new ThreadWorker(Thread.currentThread());
    }

    @Override
    public Signal newSignal() {
        return new LockSignal();
    }

    private record ThreadWorker(Thread thread) implements Worker {
        @Override
        public void interrupt() {
            thread.interrupt();
        }

        @Override
        public boolean join(Duration longest) throws InterruptedException {
            return thread.join(longest);
        }

        @Override
        public List<StackTraceElement> stack() {
            return List.of(thread.getStackTrace());
        }
    }

    private static final class LockSignal implements Signal {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition raised = lock.newCondition();
        private final AtomicLong count = new AtomicLong();

        @GuardedBy("lock")
        private int waiting;

        @Override
        public long count() {
            return count.get();
        }

        @Override
        public void raise() {
            lock.lock();
            try {
                count.incrementAndGet();
                if (waiting > 0) {
                    raised.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean await(long seen, Duration longest) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = longest.toNanos();
                waiting++;
                try {
                    while (count.get() == seen && left > 0) {
                        left = raised.awaitNanos(left);
                    }
                } finally {
                    waiting--;
                }
                return count.get() != seen;
            } finally {
                lock.unlock();
            }
        }
    }
}
