package dev.taskq.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** Runs the faults of a plan, each on a thread of its own. */
final class Director {
    private static final Duration LONGEST_BACKLOG = Duration.ofMinutes(1);
    private static final Duration SCAN = Duration.ofMillis(50);

    private final Cluster cluster;
    private final Load load;
    private final Queue<Violation> violations;
    private final List<FaultRecord> faults = new ArrayList<>();
    private final List<Calm> calms = new ArrayList<>();

    Director(Cluster cluster, Load load, Queue<Violation> violations) {
        this.cluster = cluster;
        this.load = load;
        this.violations = violations;
    }

    /** All faults so far. */
    synchronized List<FaultRecord> faults() {
        return List.copyOf(faults);
    }

    /** The times of calm between faults. */
    synchronized List<Calm> calms() {
        return List.copyOf(calms);
    }

    /** The faults that still last. */
    List<FaultRecord> lasting() {
        return faults().stream().filter(Director::lasts).toList();
    }

    private static boolean lasts(FaultRecord fault) {
        return fault.endedAt() == Long.MAX_VALUE;
    }

    /** Runs a plan for a time. Begins no fault that would end much later. Returns when everything is repaired. */
    void direct(Plan plan, Duration during) throws InterruptedException, SQLException {
        long end = Time.now() + Time.micros(during);
        while (plan.hasNext()) {
            Plan.Step step = plan.next();
            if (Time.now() + Time.micros(step.gap().plus(step.kind().expected())) > end) {
                if (end - Time.now() < Time.micros(Duration.ofSeconds(20))) {
                    break;
                }
                continue;
            }
            awaitTurn(step);
            begin(step);
        }
        while (!lasting().isEmpty()) {
            Time.sleep(SCAN);
        }
    }

    private void awaitTurn(Plan.Step step) throws InterruptedException, SQLException {
        if (step.overlaps()) {
            Time.sleep(step.gap());
            while (lasting().stream()
                    .anyMatch(fault -> step.kind().scope().excludes(fault.kind().scope()))) {
                Time.sleep(SCAN);
            }
            return;
        }
        while (!lasting().isEmpty()) {
            Time.sleep(SCAN);
        }
        boolean calm = step.calm() && cluster.awaitNoBacklog(load.few(), LONGEST_BACKLOG);
        long quietFrom = faults().stream()
                .filter(fault -> step.calm())
                .mapToLong(fault -> fault.endedAt() + Time.micros(fault.kind().aftermath()))
                .max()
                .orElse(0);
        Time.sleep(Duration.ofMillis(Math.max(0, (quietFrom - Time.now()) / 1_000)));
        rest(step.gap(), calm);
    }

    /**
     * Waits while no fault lasts.
     *
     * @param calm whether nothing waits, and no effect of a fault is left
     */
    void rest(Duration during, boolean calm) throws InterruptedException {
        long from = Time.now();
        Time.sleep(during);
        if (calm) {
            synchronized (this) {
                calms.add(new Calm(from, Time.now()));
            }
        }
    }

    private void begin(Plan.Step step) {
        FaultRecord fault = new FaultRecord(step.number(), step.kind(), Time.now());
        synchronized (this) {
            faults.add(fault);
        }
        Scene scene = new Scene(cluster, load, new Random(step.seed()), fault, violations);
        Thread.ofVirtual().name(step.kind().wireName()).start(() -> {
            try {
                Fault.of(step.kind()).strike(scene);
            } catch (Exception e) {
                scene.violated("the run itself", "the fault could not be run: " + e);
            } finally {
                fault.end();
            }
        });
    }
}
