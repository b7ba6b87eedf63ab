package dev.taskq.chaos;

import dev.taskq.rig.backend.PostgresServer;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Outages and failovers of Postgres. */
final class PostgresOutages {
    private static final Duration LONGEST_TO_FOLLOW = Duration.ofSeconds(30);
    private static final Duration SCAN = Duration.ofMillis(50);

    private PostgresOutages() {}

    static void away(Scene scene) throws InterruptedException {
        int seconds = scene.oneOf(1, 3, 8, 20);
        scene.fault().note(seconds + " s");
        scene.cluster().postgres().kill();
        scene.pause(seconds, seconds);
        scene.cluster().postgres().restart();
        scene.fault().backAt(Time.now(), names(scene.cluster().members()));
    }

    /**
     * The standby has every commit that was acknowledged. The old primary comes back as a standby without a primary.
     * For a while the addresses of some members lead to it. The connections that they make in that time stay open after
     * the addresses are corrected.
     */
    static void failOver(Scene scene) throws InterruptedException, SQLException {
        PostgresServer old = scene.cluster().postgres();
        PostgresServer next = scene.cluster().postgresStandby();
        awaitEveryCommit(scene.cluster().database());
        List<Member> late = new ArrayList<>(scene.cluster().members());
        Collections.shuffle(late, scene.random());
        List<Member> soon = List.copyOf(late.subList(0, late.size() / 2));
        late.removeAll(soon);
        scene.fault().note("late " + String.join(" ", names(late)));

        scene.fault().crashed();
        old.kill();
        next.promote();
        scene.cluster().postgresIs(next);
        redirect(soon, next);
        scene.fault().backAt(Time.now(), names(soon));
        old.restartAsStandby();
        scene.pause(4, 6);
        redirect(late, next);
        scene.fault().backAt(Time.now(), names(late));
        scene.pause(10, 12);
        old.kill();
    }

    private static void awaitEveryCommit(Database database) throws SQLException, InterruptedException {
        database.execute("alter system set synchronous_standby_names = '*'");
        database.execute("select pg_reload_conf()");
        long end = System.nanoTime() + LONGEST_TO_FOLLOW.toNanos();
        while (database.number("select count(*) from pg_stat_replication where sync_state = 'sync'") == 0) {
            if (System.nanoTime() - end > 0) {
                // Otherwise no commit would ever end.
                database.execute("alter system reset synchronous_standby_names");
                database.execute("select pg_reload_conf()");
                throw new IllegalStateException("the standby does not follow");
            }
            Time.sleep(SCAN);
        }
    }

    private static void redirect(List<Member> members, PostgresServer server) {
        URI address = URI.create(server.jdbcUrl().replace("jdbc:", ""));
        members.forEach(member -> member.toPostgres().redirect(address.getHost(), address.getPort()));
    }

    private static List<String> names(List<Member> members) {
        return members.stream().map(Member::name).toList();
    }
}
