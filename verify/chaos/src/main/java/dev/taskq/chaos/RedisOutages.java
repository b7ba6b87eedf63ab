package dev.taskq.chaos;

import dev.taskq.rig.backend.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Outages and failovers of Redis. */
final class RedisOutages {
    private static final Duration LONGEST_TO_FOLLOW = Duration.ofSeconds(30);
    private static final Duration LONGEST_TO_PASS = Duration.ofSeconds(30);
    private static final Duration SCAN = Duration.ofMillis(10);

    private RedisOutages() {}

    static void away(Scene scene) throws IOException, InterruptedException {
        int seconds = scene.oneOf(1, 3, 8, 20);
        scene.fault().note(seconds + " s");
        RedisServer redis = scene.cluster().redis();
        redis.kill();
        scene.pause(seconds, seconds);
        redis.restart();
        awaitHints(scene, redis, Time.now());
    }

    /** The addresses lead to the new master. Open connections stay with the old one. */
    static void switchMaster(Scene scene) throws IOException, InterruptedException {
        RedisServer old = scene.cluster().redis();
        scene.cluster().anotherRedis((next, home) -> {
            next.call("REPLICAOF", "127.0.0.1", port(old));
            long end = System.nanoTime() + LONGEST_TO_FOLLOW.toNanos();
            while (!String.valueOf(next.call("INFO", "replication")).contains("master_link_status:up")) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("the replica does not follow");
                }
                Time.sleep(SCAN);
            }
            next.call("REPLICAOF", "NO", "ONE");
            next.call("CONFIG", "RESETSTAT");
            scene.cluster().redisIs(next, home);
            scene.cluster()
                    .members()
                    .forEach(member -> member.toRedis().redirect("127.0.0.1", Integer.parseInt(port(next))));
            old.call("REPLICAOF", "127.0.0.1", port(next));
            awaitHints(scene, next, Time.now());
            scene.pause(3, 5);
            old.kill();
        });
    }

    /** Waits until the server's own counters show that hints are sent and taken again. */
    private static void awaitHints(Scene scene, RedisServer redis, long answers)
            throws IOException, InterruptedException {
        long sent = 0;
        long taken = 0;
        long end = Time.now() + Time.micros(LONGEST_TO_PASS);
        while ((sent == 0 || taken == 0) && Time.now() < end) {
            Time.sleep(SCAN);
            String counts = String.valueOf(redis.call("INFO", "commandstats"));
            sent = sent == 0 && calls(counts, "xadd") > 0 ? Time.now() : sent;
            taken = taken == 0 && calls(counts, "xreadgroup") > 0 ? Time.now() : taken;
        }
        tell(scene, "hints sent", sent, answers);
        tell(scene, "hints taken", taken, answers);
    }

    private static void tell(Scene scene, String what, long at, long answers) {
        if (at == 0) {
            scene.fault().note("no " + what + " within " + LONGEST_TO_PASS);
        } else {
            scene.fault().recovered(at - answers);
            scene.fault().note(String.format(Locale.ROOT, "%s after %.2f s", what, Time.seconds(at - answers)));
        }
    }

    private static long calls(String counts, String command) {
        Matcher found = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(counts);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static String port(RedisServer server) {
        return String.valueOf(URI.create(server.uri()).getPort());
    }
}
