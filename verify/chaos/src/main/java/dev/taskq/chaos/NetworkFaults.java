package dev.taskq.chaos;

import dev.taskq.rig.proxy.ProxiedConnection;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.rig.proxy.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Faults of the network between members and servers. */
final class NetworkFaults {
    private static final int LASTING = 15;
    private static final Duration LASTING_FOR = Duration.ofSeconds(12);

    private NetworkFaults() {}

    /** The servers concerned. */
    private enum Link {
        POSTGRES,
        REDIS,
        BOTH;

        List<TcpProxy> of(Member member) {
            return switch (this) {
                case POSTGRES -> List.of(member.toPostgres());
                case REDIS -> List.of(member.toRedis());
                case BOTH -> List.of(member.toPostgres(), member.toRedis());
            };
        }

        List<TcpProxy> of(List<Member> members) {
            return members.stream().flatMap(member -> of(member).stream()).toList();
        }
    }

    private static Link link(Scene scene, Link... choices) {
        Link link = scene.oneOf(choices);
        scene.fault().note("to " + link.name().toLowerCase(Locale.ROOT));
        return link;
    }

    static void silenceAgent(Scene scene) throws InterruptedException {
        Member agent = scene.anAgent();
        Link link = link(scene, Link.values());
        harming(
                scene,
                List.of(agent),
                link,
                Harm.What.SILENT,
                () -> silence(scene, link.of(agent), Traffic.SILENT, 14, 18));
    }

    static void silenceApplication(Scene scene) throws InterruptedException {
        silence(scene, Link.POSTGRES.of(scene.anApplication()), Traffic.SILENT, 14, 18);
    }

    static void cutApplication(Scene scene) throws InterruptedException {
        cut(scene, Link.POSTGRES.of(scene.anApplication()), 3, 10);
    }

    static void silenceAgentOneWay(Scene scene) throws InterruptedException {
        Member agent = scene.anAgent();
        Link link = link(scene, Link.values());
        Traffic traffic = oneWay(scene);
        // A member that hears nothing closes its connections, and the server notices that.
        Harm.What harm = traffic.toServer() ? Harm.What.CUT : Harm.What.SILENT;
        harming(scene, List.of(agent), link, harm, () -> silence(scene, link.of(agent), traffic, 14, 18));
    }

    private static Traffic oneWay(Scene scene) {
        Traffic traffic = scene.oneOf(Traffic.SILENT_TO_SERVER, Traffic.SILENT_TO_CLIENT);
        scene.fault().note(traffic.toServer() ? "no packet comes back" : "no packet arrives");
        return traffic;
    }

    static void cutAgent(Scene scene) throws InterruptedException {
        Member agent = scene.anAgent();
        Link link = link(scene, Link.values());
        harming(scene, List.of(agent), link, Harm.What.CUT, () -> cut(scene, link.of(agent), 3, 10));
    }

    /**
     * Postgres cannot tell it from a killed agent, so its session may be ended. The losses must be taken back. Only tasks that go on
     * for a while after that show whether they were.
     */
    static void cutAgentBriefly(Scene scene) throws InterruptedException {
        Member agent = scene.anAgent();
        Link link = link(scene, Link.POSTGRES, Link.BOTH);
        scene.load().submitLasting(LASTING, LASTING_FOR);
        scene.pause(1, 1);
        scene.fault().prepared();
        harming(scene, List.of(agent), link, Harm.What.CUT, () -> cut(scene, link.of(agent), 1, 1));
        scene.fault().backAt(Time.now(), List.of(agent.name()));
        scene.pause(2, 2);
    }

    static void resetAgent(Scene scene) throws InterruptedException {
        Member agent = scene.anAgent();
        Link link = link(scene, Link.values());
        harming(scene, List.of(agent), link, Harm.What.DISTURBED, () -> {
            long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
            while (System.nanoTime() - end < 0) {
                link.of(agent).forEach(TcpProxy::cut);
                scene.pause(0.3, 0.8);
            }
        });
    }

    static void delayAgent(Scene scene) throws InterruptedException {
        disturb(scene, List.of(scene.anAgent()), Link.BOTH, delay(scene), 10, 12);
    }

    private static Traffic delay(Scene scene) {
        int millis = scene.random().nextInt(100, 400);
        scene.fault().note(millis + " ms");
        return Traffic.delayed(Duration.ofMillis(millis));
    }

    /** The forgotten connections are closed afterwards, because a real server notices them in the end. */
    static void forgetAgent(Scene scene) throws InterruptedException {
        Member agent = scene.anAgent();
        Link link = link(scene, Link.values());
        harming(scene, List.of(agent), link, Harm.What.DISTURBED, () -> {
            List<ProxiedConnection> forgotten = new ArrayList<>();
            for (TcpProxy proxy : link.of(agent)) {
                forgotten.addAll(proxy.connections());
                proxy.forget();
            }
            scene.pause(12, 12);
            forgotten.forEach(ProxiedConnection::cut);
        });
    }

    static void cutCoordinatorsFromRedis(Scene scene) throws InterruptedException {
        List<TcpProxy> proxies = Link.REDIS.of(scene.cluster().coordinators());
        if (scene.random().nextBoolean()) {
            scene.fault().note("silent");
            silence(scene, proxies, Traffic.SILENT, 8, 12);
        } else {
            scene.fault().note("cut");
            cut(scene, proxies, 8, 12);
        }
    }

    static void silenceMost(Scene scene) throws InterruptedException {
        Link link = link(scene, Link.POSTGRES, Link.BOTH);
        disturb(scene, scene.mostAgents(), link, Traffic.SILENT, 22, 28);
    }

    static void silenceMostOneWay(Scene scene) throws InterruptedException {
        Link link = link(scene, Link.POSTGRES, Link.BOTH);
        disturb(scene, scene.mostAgents(), link, oneWay(scene), 22, 28);
    }

    static void cutMost(Scene scene) throws InterruptedException {
        Link link = link(scene, Link.POSTGRES, Link.BOTH);
        List<Member> most = scene.mostAgents();
        harming(scene, most, link, Harm.What.DISTURBED, () -> cut(scene, link.of(most), 10, 18));
    }

    static void delayMost(Scene scene) throws InterruptedException {
        disturb(scene, scene.mostAgents(), Link.BOTH, delay(scene), 10, 12);
    }

    private static void disturb(
            Scene scene, List<Member> members, Link link, Traffic traffic, double least, double most)
            throws InterruptedException {
        harming(
                scene,
                members,
                link,
                Harm.What.DISTURBED,
                () -> silence(scene, link.of(members), traffic, least, most));
    }

    private static void silence(Scene scene, List<TcpProxy> proxies, Traffic traffic, double least, double most)
            throws InterruptedException {
        proxies.forEach(proxy -> proxy.traffic(traffic));
        try {
            scene.pause(least, most);
        } finally {
            proxies.forEach(proxy -> proxy.traffic(Traffic.FREE));
        }
    }

    private static void cut(Scene scene, List<TcpProxy> proxies, double least, double most)
            throws InterruptedException {
        proxies.forEach(proxy -> proxy.refuse(true));
        proxies.forEach(TcpProxy::cut);
        try {
            scene.pause(least, most);
        } finally {
            proxies.forEach(proxy -> proxy.refuse(false));
        }
    }

    /** An action that takes some time. */
    private interface Action {
        void run() throws InterruptedException;
    }

    /** Records what an action does to members, unless it is between them and Redis only. */
    private static void harming(Scene scene, List<Member> members, Link link, Harm.What what, Action action)
            throws InterruptedException {
        long from = Time.now();
        action.run();
        if (link != Link.REDIS) {
            long to = Time.now();
            members.forEach(member -> scene.fault().harm(new Harm(member.name(), what, from, to)));
        }
    }
}
