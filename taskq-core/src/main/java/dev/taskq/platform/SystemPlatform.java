package dev.taskq.platform;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Alarms.Alarm;
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

    private final Alarms alarms = new Alarms(this, Alarms.KEPT);

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
        return new LockSignal(alarms);
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
        private final Alarms alarms;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition raised = lock.newCondition();
        private final AtomicLong count = new AtomicLong();

        @GuardedBy("lock")
        private int waiting;

        LockSignal(Alarms alarms) {
            this.alarms = alarms;
        }

        @Override
        public long count() {
            return count.get();
        }

        @Override
        public void raise() {
            lock.lock();
            try {
                count.incrementAndGet();
                wakeAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean await(long seen, Duration longest) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                waiting++;
                try {
                    if (Thread.currentThread().isVirtual()) {
                        awaitWithAlarm(seen, longest);
                    } else {
                        awaitWithTime(seen, longest);
                    }
                } finally {
                    waiting--;
                }
                return count.get() != seen;
            } finally {
                lock.unlock();
            }
        }

        @GuardedBy("lock")
        private void awaitWithTime(long seen, Duration longest) throws InterruptedException {
            long left = longest.toNanos();
            while (count.get() == seen && left > 0) {
                left = raised.awaitNanos(left);
            }
        }

        @GuardedBy("lock")
        private void awaitWithAlarm(long seen, Duration longest) throws InterruptedException {
            if (count.get() != seen || !longest.isPositive()) {
                return;
            }
            Alarm alarm = alarms.set(longest, this::ring);
            try {
                while (count.get() == seen && !alarm.hasRung()) {
                    raised.await();
                }
            } finally {
                alarms.clear(alarm);
            }
        }

        /** Lets each waiting thread look whether its time is over. */
        private void ring() {
            lock.lock();
            try {
                wakeAll();
            } finally {
                lock.unlock();
            }
        }

        @GuardedBy("lock")
        private void wakeAll() {
            if (waiting > 0) {
                raised.signalAll();
            }
        }
    }
}
