package dev.taskq.chaos;

import dev.taskq.rig.process.TemporaryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One run: servers and members, load, faults, and the check. Close ends everything that it started. For one thread. */
final class ChaosRun implements AutoCloseable {
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration LONGEST_BACKLOG = Duration.ofMinutes(2);
    /** The time after the last fault in which the rate is observed. */
    private static final Duration CALM = Duration.ofSeconds(15);

    private static final Duration LONGEST_UNANSWERED = Duration.ofSeconds(90);

    /**
     * The longest time after the last fault in which no task ends although some have not. Back-offs, hanging tasks and the guard
     * of 60 s fit into it.
     */
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(3);

    /** Until then all tasks must have ended: a machine that is slow works off its backlog. */
    private static final Duration LONGEST_UNFINISHED = Duration.ofMinutes(20);

    private static final Duration TELL_EVERY = Duration.ofSeconds(5);
    private static final Duration TEND_EVERY = Duration.ofMillis(100);

    private final Options options;
    private final PrintStream out;
    private final TemporaryFolder folder;
    private final Queue<Violation> violations = new ConcurrentLinkedQueue<>();
    private final Cluster cluster;
    private final ClientRecord record;
    private final Load load;
    private final Journals journals;
    private final Director director;
    private long loadEndedAt;
    private volatile boolean over;

    /**
     * Starts the servers.
     *
     * @param folder the folder for all its files; deleted with the run
     */
    ChaosRun(Options options, TemporaryFolder folder, PrintStream out) throws IOException, SQLException {
        this.options = options;
        this.folder = folder;
        this.out = out;
        say("starting Postgres, Redis, 2 coordinators, " + options.agents() + " agents and 2 applications");
        cluster = new Cluster(folder.path(), options);
        record = new ClientRecord(folder.path().resolve("client.log"));
        load = new Load(cluster, record, options.seed(), options.rate());
        journals = new Journals(cluster.journals());
        director = new Director(cluster, load, violations);
    }

    /**
     * The result of a run.
     *
     * @param violations the promises that were broken
     * @param folder the folder with the evidence; kept if there are violations, or on request
     */
    record Verdict(List<Violation> violations, Path folder) {
        Verdict {
            violations = List.copyOf(violations);
        }
    }

    private void say(String line) {
        out.println("  " + line);
    }

    Verdict run() throws InterruptedException, IOException, SQLException {
        cluster.start();
        Thread.ofPlatform().name("tend").daemon().start(this::tend);
        Thread.ofPlatform().name("tell").daemon().start(this::tell);
        Timetable.put(cluster);
        load.start();
        warmUp();
        director.direct(new Plan(options), options.during());
        settle();
        Evidence evidence = new Evidence(
                record.calls(),
                record.finals(),
                Rows.read(cluster.database()),
                Evidence.byTask(journals.executions()),
                director.faults(),
                cluster.members().stream()
                        .flatMap(member -> member.lived().stream())
                        .toList(),
                Orders.read(cluster.orderJournals(), cluster.database()),
                director.calms(),
                loadEndedAt);
        List<Violation> all = new ArrayList<>(violations);
        all.addAll(Checker.check(evidence));
        Report report = new Report(evidence, options.rate());
        report.counts(out);
        if (!options.isBrief()) {
            report.figures(out);
        }
        new Dump(folder.path(), cluster.database()).write(options, evidence, all);
        return new Verdict(all, folder.path());
    }

    /** Warms up, because processes that have just started are slow. */
    private void warmUp() throws InterruptedException, SQLException {
        if (!options.isBrief()) {
            Time.sleep(WARM_UP);
            cluster.awaitNoBacklog(load.few(), LONGEST_BACKLOG);
        }
    }

    /** Waits until all accepted tasks have ended, and stops the members in order. */
    private void settle() throws InterruptedException, SQLException {
        say("faults are over, waiting for the remaining tasks");
        for (Member member : cluster.members()) {
            member.awaitReady();
        }
        if (!options.isBrief()) {
            director.rest(CALM, cluster.awaitNoBacklog(load.few(), LONGEST_BACKLOG));
        }
        load.stop();
        loadEndedAt = Time.now();
        Timetable.stop(cluster.database());
        stop(cluster.applications());
        if (!load.awaitAnswers(LONGEST_UNANSWERED)) {
            violations.add(new Violation(
                    "submits are accepted again", 0, load.underWay() + " calls are still refused or unanswered"));
        }
        awaitFinished();
        over = true;
        stop(cluster.agents());
        stop(cluster.coordinators());
    }

    private void awaitFinished() throws InterruptedException, SQLException {
        long begun = System.nanoTime();
        long fewest = Long.MAX_VALUE;
        long fewerSince = begun;
        while (System.nanoTime() - begun < LONGEST_UNFINISHED.toNanos()
                && System.nanoTime() - fewerSince < LONGEST_STANDSTILL.toNanos()) {
            long left = cluster.database().number("select count(*) from taskq.tasks where finished_at is null");
            if (left == 0) {
                return;
            }
            if (left < fewest) {
                fewest = left;
                fewerSince = System.nanoTime();
            }
            Time.sleep(Duration.ofMillis(500));
        }
    }

    private void stop(List<Member> members) throws InterruptedException {
        members.forEach(Member::terminate);
        for (Member member : members) {
            member.awaitStopped()
                    .ifPresent(wrong -> violations.add(new Violation("stops in order", 0, "at the end: " + wrong)));
        }
    }

    private void tend() {
        try {
            while (!over) {
                cluster.tend();
                Time.sleep(TEND_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        long begun = Time.now();
        long before = 0;
        try {
            while (!over) {
                Time.sleep(TELL_EVERY);
                if (over) {
                    return;
                }
                long done = journals.done();
                say(String.format(
                        Locale.ROOT,
                        "%4.0f s  accepted %,9d  run well %,9d  %5.0f/s  calls open %,6d  %s",
                        Time.seconds(Time.now() - begun),
                        record.accepted(),
                        done,
                        (done - before) / Time.seconds(Time.micros(TELL_EVERY)),
                        load.underWay(),
                        String.join(
                                "; ",
                                director.lasting().stream()
                                        .map(FaultRecord::toString)
                                        .toList())));
                before = done;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything, and deletes the folder unless it must be kept. */
    void close(boolean keep) {
        over = true;
        load.close();
        cluster.close();
        try {
            record.close();
        } catch (IOException e) {
            say("the client's record is incomplete: " + e);
        }
        if (!keep) {
            folder.close();
        }
    }

    @Override
    public void close() {
        close(options.keep());
    }
}
