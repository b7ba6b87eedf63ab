package dev.taskq.chaos;

import dev.taskq.rig.process.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Faults of Redis. If Redis forgets data, tasks of a paused type wait, so that it has hints to forget. */
final class RedisFaults {
    private static final Duration LONGEST_UNHINTED = Duration.ofMinutes(1);
    private static final Duration LONGEST_HINTING = Duration.ofSeconds(20);
    private static final Duration SCAN = Duration.ofMillis(100);
    /**
     * A row that was stamped less than 2 s before its hint was lost may lack a hint until the hints that were sent
     * again before it are taken. Hints of a paused type are not taken.
     */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Duration RECONCILED = Duration.ofSeconds(6);

    private RedisFaults() {}

    /** A fault in which Redis loses data. */
    private interface Strike {
        /** Causes the fault, and returns when Redis answers again. */
        void run() throws IOException, InterruptedException;
    }

    static void flush(Scene scene) throws Exception {
        whileTasksWait(scene, () -> scene.cluster().redis().call("FLUSHALL"), true);
    }

    static void wipe(Scene scene) throws Exception {
        whileTasksWait(
                scene,
                () -> {
                    scene.cluster().redis().kill();
                    scene.pause(1, 3);
                    delete(scene.cluster().redisFiles());
                    scene.cluster().redis().restart();
                },
                true);
    }

    static void kill(Scene scene) throws Exception {
        whileTasksWait(
                scene,
                () -> {
                    scene.cluster().redis().kill();
                    scene.pause(1, 3);
                    scene.cluster().redis().restart();
                },
                false);
    }

    static void readOnly(Scene scene) throws IOException, InterruptedException {
        scene.cluster().redis().call("REPLICAOF", "127.0.0.1", "1");
        try {
            scene.pause(10, 14);
        } finally {
            scene.cluster().redis().call("REPLICAOF", "NO", "ONE");
        }
    }

    static void full(Scene scene) throws IOException, InterruptedException {
        scene.cluster().redis().call("CONFIG", "SET", "maxmemory", "1");
        try {
            scene.pause(10, 14);
        } finally {
            scene.cluster().redis().call("CONFIG", "SET", "maxmemory", "0");
        }
    }

    static void freeze(Scene scene) throws InterruptedException {
        long pid = scene.cluster().redis().pid();
        Signals.freeze(pid);
        try {
            scene.pause(8, 10);
        } finally {
            Signals.thaw(pid);
        }
    }

    /**
     * Causes the fault while tasks wait, and observes their hints.
     *
     * @param all whether all hints are gone and must come back; otherwise only those of the last second
     */
    private static void whileTasksWait(Scene scene, Strike strike, boolean all) throws Exception {
        Database database = scene.cluster().database();
        Hints hints = new Hints(scene.cluster().redis());
        Types.pauseAndWait(database, Load.PARKED);
        try {
            scene.load().park(scene.random().nextInt(20, 90) * 100);
            if (unhinted(database, hints, LONGEST_HINTING) > 0) {
                throw new IllegalStateException("the waiting tasks have no hints");
            }
            scene.fault().note(hints.length(Load.PARKED) + " waiting");
            Time.sleep(SLACK);
            strike.run();
            long answers = Time.now();
            if (all) {
                followHints(scene, hints, answers);
            } else {
                Time.sleep(RECONCILED);
                requireNoGap(scene, hints);
            }
        } finally {
            Types.pause(database, Load.PARKED, false);
        }
    }

    private static void followHints(Scene scene, Hints hints, long answers)
            throws SQLException, IOException, InterruptedException {
        long unhinted = unhinted(scene.cluster().database(), hints, LONGEST_UNHINTED);
        if (unhinted == 0) {
            scene.fault().recovered(Time.now() - answers);
        } else {
            scene.violated(
                    "nothing is stranded", unhinted + " waiting tasks are not hinted within " + LONGEST_UNHINTED);
        }
    }

    /** Waits until no task waits without a hint. Returns the number that still do after a while. */
    private static long unhinted(Database database, Hints hints, Duration longest)
            throws SQLException, IOException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            List<Long> waiting = waiting(database, "");
            Set<Long> hinted = hints.waiting(Load.PARKED).keySet();
            long unhinted = waiting.stream().filter(id -> !hinted.contains(id)).count();
            if (unhinted == 0 || System.nanoTime() - end > 0) {
                return unhinted;
            }
            Time.sleep(SCAN);
        }
    }

    private static List<Long> waiting(Database database, String condition) throws SQLException {
        return database.query(
                "select id from taskq.tasks where finished_at is null and status = 'queued' and type = '" + Load.PARKED
                        + "'" + condition,
                row -> row.getLong(1));
    }

    /** Checks that no row older than the oldest waiting hint lacks a hint. Older rows have been dispatched. */
    private static void requireNoGap(Scene scene, Hints hints) throws SQLException, IOException {
        Map<Long, Long> hinted = hints.waiting(Load.PARKED);
        long oldest = hinted.values().stream().min(Comparator.naturalOrder()).orElseGet(Time::now);
        List<Long> older = waiting(
                scene.cluster().database(),
                " and hinted_at < to_timestamp(" + oldest + " / 1e6) - interval '2 seconds'");
        long gaps = older.stream().filter(id -> !hinted.containsKey(id)).count();
        if (gaps > 0) {
            scene.violated(
                    "nothing is stranded", gaps + " rows older than the oldest waiting hint have none, after seconds");
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
