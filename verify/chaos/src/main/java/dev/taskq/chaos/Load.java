package dev.taskq.chaos;

import dev.taskq.chaos.Answer.Meaning;
import dev.taskq.chaos.Call.Wanted;
import dev.taskq.chaos.plugin.Job;
import dev.taskq.chaos.plugin.Job.Kind;
import dev.taskq.rig.load.OpenLoop;
import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client in open loop. Its calls begin when they are due, whatever happened to earlier calls. A call that was
 * certainly not stored is repeated. A call that was possibly stored is repeated only under a key. Thread-safe.
 */
final class Load implements AutoCloseable {
    /** The type that is paused from time to time. */
    static final String PARKED = "parked";

    private static final List<String> TYPES = List.of("red", "green", "blue");
    private static final int MOST_CONNECTIONS = 200;
    private static final int MOST_CALLS = 20_000;
    private static final int PARKED_BATCH = 500;
    private static final long FIRST_EXTRA = 1_000_000_000L;
    private static final long WATCH_EVERY = 40;
    private static final int MOST_WATCHERS = 64;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ClientRecord record;
    private final long seed;
    private final int rate;
    private final HttpCalls http;
    private final List<Target> targets;
    private final AtomicInteger extrasUnderWay = new AtomicInteger();
    private final AtomicInteger watchers = new AtomicInteger();
    private final AtomicLong extras = new AtomicLong(FIRST_EXTRA);
    private final OpenLoop<Call> loop = new OpenLoop<>(MOST_CALLS, WhenFull.SKIP, (call, due) -> callOnce(call));
    private volatile boolean stopped;
    private volatile boolean givenUp;
    private volatile @Nullable ExecutionException failure;

    Load(Cluster cluster, ClientRecord record, long seed, int rate) {
        this.record = record;
        this.seed = seed;
        this.rate = rate;
        this.http = new HttpCalls(cluster.token().secret());
        this.targets = cluster.coordinators().stream()
                .map(coordinator -> new Target(coordinator, new Semaphore(MOST_CONNECTIONS)))
                .toList();
    }

    /**
     * A coordinator, and the number of further calls that it may have open. A coordinator that hangs does not get all
     * calls.
     */
    private record Target(Member coordinator, Semaphore free) {}

    void start() {
        Thread.ofPlatform().name("load").daemon().start(this::issue);
    }

    /** Makes no new calls. Calls in flight continue. */
    void stop() {
        stopped = true;
    }

    /** Waits for the answers to all calls. Returns false if some are still not accepted. */
    boolean awaitAnswers(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (underWay() > 0 && System.nanoTime() - end < 0) {
            Time.sleep(Duration.ofMillis(100));
        }
        givenUp = true;
        if (failure != null) {
            throw new IllegalStateException("the load ended early, with a call that failed", failure);
        }
        return underWay() == 0;
    }

    /** The number of tasks submitted in half a second. */
    long few() {
        return Math.max(1, rate / 2);
    }

    int underWay() {
        return loop.underWay() + extrasUnderWay.get();
    }

    /** Calls that were not made, because too many were in flight. */
    long skipped() {
        return loop.skipped();
    }

    private void issue() {
        try {
            loop.run(new Calls());
        } catch (InterruptedException e) {
            // Nothing interrupts it.
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            failure = e;
        }
    }

    /** All calls until it is stopped, each due once as many tasks are as came before it. */
    private final class Calls implements Iterator<Due<Call>> {
        private long number;
        private long tasks;

        @Override
        public boolean hasNext() {
            return !stopped;
        }

        @Override
        public Due<Call> next() {
            number++;
            long after = Math.round(tasks * 1e9 / rate);
            Call call = call(number);
            tasks += call.tasks().size();
            return new Due<>(after, call);
        }
    }

    /** The call with a number. It is always the same for one seed. */
    private Call call(long number) {
        RandomGenerator random = new SplittableRandom(seed * 31 + number);
        int size = number % 12 == 0 ? 10 : number % 6 == 3 ? 5 : 1;
        List<Wanted> tasks = new ArrayList<>();
        for (int place = 0; place < size; place++) {
            tasks.add(new Wanted(TYPES.get(random.nextInt(TYPES.size())), job(number, place, random)));
        }
        boolean keyed = random.nextInt(10) < 6;
        return new Call(number, keyed ? key(number) : Optional.empty(), tasks);
    }

    private static Job job(long number, int place, RandomGenerator random) {
        int dice = random.nextInt(10_000);
        if (dice < 6_000) {
            return new Job(number, place, Kind.QUICK, 0);
        } else if (dice < 9_550) {
            return new Job(number, place, Kind.WAIT, random.nextInt(20, 300));
        } else if (dice < 9_600) {
            return new Job(number, place, Kind.WAIT, random.nextInt(1_000, 4_000));
        } else if (dice < 9_650) {
            return new Job(number, place, Kind.PARTS, random.nextInt(1_000, 4_000));
        } else if (dice < 9_900) {
            return new Job(number, place, Kind.FAIL_ONCE, 0);
        } else if (dice < 9_960) {
            return new Job(number, place, Kind.FAIL, 0);
        } else if (dice < 9_990) {
            return new Job(number, place, Kind.GIVE_UP, 0);
        }
        return new Job(number, place, dice < 9_998 ? Kind.HANG : Kind.DEAF, 0);
    }

    private Optional<String> key(long number) {
        return Optional.of("chaos-" + seed + "-" + number);
    }

    /** Submits one additional task and waits until it is accepted. Returns its id. */
    long submit(String type, Kind kind) throws InterruptedException {
        long number = extras.incrementAndGet();
        Call call = new Call(number, key(number), List.of(new Wanted(type, new Job(number, 0, kind, 0))));
        return submitExtra(call).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a task of the run itself was not accepted"));
    }

    /** Submits some additional tasks that last for as long, and waits until they are accepted. */
    void submitLasting(int tasks, Duration length) throws InterruptedException {
        long number = extras.incrementAndGet();
        List<Wanted> batch = new ArrayList<>();
        for (int place = 0; place < tasks; place++) {
            Job job = new Job(number, place, Kind.WAIT, (int) length.toMillis());
            batch.add(new Wanted(TYPES.get(place % TYPES.size()), job));
        }
        submitExtra(new Call(number, key(number), batch));
    }

    /** Submits many tasks of the parked type, and waits until they are accepted. */
    void park(int tasks) throws InterruptedException {
        for (int left = tasks; left > 0; left -= PARKED_BATCH) {
            long number = extras.incrementAndGet();
            List<Wanted> batch = new ArrayList<>();
            for (int place = 0; place < Math.min(left, PARKED_BATCH); place++) {
                batch.add(new Wanted(PARKED, new Job(number, place, Kind.QUICK, 0)));
            }
            submitExtra(new Call(number, key(number), batch));
        }
    }

    private List<Long> submitExtra(Call call) throws InterruptedException {
        extrasUnderWay.incrementAndGet();
        try {
            return submitAndWait(call);
        } finally {
            extrasUnderWay.decrementAndGet();
        }
    }

    private List<Long> submitAndWait(Call call) throws InterruptedException {
        record.begin(call);
        return untilAnswered(call);
    }

    private void callOnce(Call call) throws InterruptedException {
        List<Long> ids = submitAndWait(call);
        if (call.number() % WATCH_EVERY == 0 && !ids.isEmpty()) {
            watch(ids.get(0));
        }
    }

    /** The ids, or none if they cannot be known. */
    private List<Long> untilAnswered(Call call) throws InterruptedException {
        for (int tries = 0; ; tries++) {
            Answer answer = once(call, call.number() + tries);
            record.add(call, answer);
            boolean again = answer.meaning() == Meaning.REFUSED
                    || (answer.meaning() == Meaning.UNKNOWN && call.key().isPresent());
            if (!again || givenUp) {
                return answer.ids();
            }
            if (answer.isUnsent() && tries == 0) {
                continue;
            }
            // Calls that failed together must not be repeated together.
            Time.sleep(PAUSE.plusMillis(Math.floorMod(call.number() * 7_919 + tries, 1_000)));
        }
    }

    private Answer once(Call call, long turn) throws InterruptedException {
        Target target = acquire(turn);
        try {
            return http.submit(target.coordinator(), call);
        } finally {
            target.free().release();
        }
    }

    /** The coordinator whose turn it is, or the other one if that one has too many calls open. */
    private Target acquire(long turn) throws InterruptedException {
        for (int i = 0; i < targets.size(); i++) {
            Target target = target(turn + i);
            if (target.free().tryAcquire()) {
                return target;
            }
        }
        Target target = target(turn);
        target.free().acquire();
        return target;
    }

    private Target target(long turn) {
        return targets.get(Math.floorMod(turn, targets.size()));
    }

    /** Waits in the background for the end of a task, and records the answer. */
    private void watch(long id) {
        if (watchers.incrementAndGet() > MOST_WATCHERS) {
            watchers.decrementAndGet();
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                for (int tries = 0; !givenUp; tries++) {
                    Optional<String> status = http.status(target(id + tries).coordinator(), id);
                    if (status.isPresent() && record.status(id, status.get())) {
                        return;
                    }
                    Time.sleep(PAUSE);
                }
            } catch (InterruptedException e) {
                // This thread is never interrupted.
                Thread.currentThread().interrupt();
            } finally {
                watchers.decrementAndGet();
            }
        });
    }

    @Override
    public void close() {
        stopped = true;
        givenUp = true;
        http.close();
    }
}
