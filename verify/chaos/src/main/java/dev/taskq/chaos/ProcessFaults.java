package dev.taskq.chaos;

import dev.taskq.chaos.plugin.Job.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Faults of processes. */
final class ProcessFaults {
    private static final Duration LONGEST_POISON = Duration.ofMinutes(2);

    private ProcessFaults() {}

    static void killAgent(Scene scene) throws InterruptedException {
        kill(scene, scene.anAgent());
    }

    static void killApplication(Scene scene) throws InterruptedException {
        kill(scene, scene.anApplication());
    }

    private static void kill(Scene scene, Member member) throws InterruptedException {
        scene.kill(member);
        scene.pause(2, 5);
        scene.startAgain(member);
    }

    static void killAgentAgainAndAgain(Scene scene) throws InterruptedException {
        Member agent = scene.anAgent();
        int times = 4;
        for (int i = 0; i < times; i++) {
            scene.kill(agent);
            scene.pause(0.5, 1.5);
            scene.startAgain(agent);
            scene.pause(0.2, 1.5);
        }
    }

    static void killCoordinator(Scene scene) throws InterruptedException, SQLException {
        Member coordinator = scene.aCoordinator();
        noteLeader(scene);
        kill(scene, coordinator);
    }

    private static void noteLeader(Scene scene) throws SQLException {
        List<String> leader = scene.cluster()
                .database()
                .query(
                        "select s.name from taskq.lease l join taskq.sessions s on s.id = l.session_id",
                        row -> row.getString(1));
        scene.fault().note("leader " + String.join("", leader));
    }

    static void freezeAgent(Scene scene) throws InterruptedException {
        freeze(scene, scene.anAgent());
    }

    static void freezeApplication(Scene scene) throws InterruptedException {
        freeze(scene, scene.anApplication());
    }

    static void freezeCoordinator(Scene scene) throws InterruptedException, SQLException {
        Member coordinator = scene.aCoordinator();
        noteLeader(scene);
        freeze(scene, coordinator);
    }

    private static void freeze(Scene scene, Member member) throws InterruptedException {
        long from = Time.now();
        member.freeze();
        try {
            scene.pause(14, 18);
        } finally {
            member.thaw();
            scene.fault().harm(new Harm(member.name(), Harm.What.FROZEN, from, Time.now()));
        }
        member.awaitReady();
    }

    /** The harness restarts the agents that it halts. */
    static void poison(Scene scene) throws InterruptedException, SQLException {
        long task = scene.load().submit(scene.oneOf("red", "green", "blue"), Kind.POISON);
        scene.fault().note("task " + task);
        long end = System.nanoTime() + LONGEST_POISON.toNanos();
        while (scene.cluster()
                        .database()
                        .number("select count(*) from taskq.tasks where finished_at is not null and id = " + task)
                == 0) {
            if (System.nanoTime() - end > 0) {
                scene.violated("attempts are bounded", "the poison task is not final within " + LONGEST_POISON);
                return;
            }
            scene.pause(0.5, 0.5);
        }
        for (Member agent : scene.cluster().agents()) {
            agent.awaitReady();
        }
    }

    static void restartAll(Scene scene) throws InterruptedException {
        for (Member member : scene.cluster().members()) {
            stop(scene, List.of(member));
            scene.startAgain(member);
        }
    }

    static void drain(Scene scene) throws InterruptedException {
        List<Member> agents = scene.cluster().agents();
        stop(scene, agents);
        scene.pause(2, 4);
        agents.forEach(scene.cluster()::startUnlessClosed);
        for (Member agent : agents) {
            agent.awaitReady();
        }
    }

    private static void stop(Scene scene, List<Member> members) throws InterruptedException {
        members.forEach(Member::terminate);
        for (Member member : members) {
            Optional<String> wrong = member.awaitStopped();
            wrong.ifPresent(detail -> scene.violated("stops in order", detail));
        }
    }
}
