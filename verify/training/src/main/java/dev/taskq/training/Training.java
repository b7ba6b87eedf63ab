package dev.taskq.training;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.process.HttpPages;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.rig.process.TemporaryFolder;
import dev.taskq.rig.process.TrainedJar;
import dev.taskq.rig.stack.Programs;
import dev.taskq.rig.stack.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * One training run: Postgres, Redis, a coordinator and an agent with the training's handler; load; then an orderly end, in which a
 * JVM that was told to do so writes its AOT cache. Immutable.
 *
 * @param coordinator how the coordinator is started
 * @param agent how the agent is started
 * @param plugin the jar of the training's handler
 * @param calls how many calls are made
 */
record Training(TrainedJar.Start coordinator, TrainedJar.Start agent, Path plugin, long calls) {
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(10);

    /** A JVM at its end starts another one, which makes the cache. This takes long on a busy machine. */
    private static final Duration LONGEST_END = Duration.ofMinutes(10);

    /** The exit code after SIGTERM. */
    private static final int TERMINATED = 143;

    /** A process and where it listens. */
    private record Member(JarProcess process, URI address) {}

    /** Runs it, and returns when both programs have ended. */
    void run() throws IOException, InterruptedException, ExecutionException {
        try (TemporaryFolder folder = TemporaryFolder.create("taskq-training-");
                PostgresServer postgres = PostgresServer.start();
                RedisServer redis = RedisServer.start()) {
            Path plugins = folder.sub("plugins");
            Files.copy(plugin, plugins.resolve(plugin.getFileName().toString()));
            Programs programs = new Programs(postgres, redis, folder.path());
            LocalToken token = LocalToken.random();
            int grpcPort = Ports.free();
            URI address = freeAddress();
            URI agentAddress = freeAddress();
            try (JarProcess first = programs.start(
                            "coordinator",
                            coordinator,
                            List.of(),
                            address,
                            Map.of("TASKQ_TOKENS", token.line("training"), "TASKQ_GRPC_PORT", "" + grpcPort));
                    JarProcess second = programs.start(
                            "agent", agent, List.of(), agentAddress, Map.of("TASKQ_PLUGINS_DIR", plugins.toString()))) {
                List<Member> members = List.of(new Member(first, address), new Member(second, agentAddress));
                awaitReady(members);
                long made = new Load(address, grpcPort, token.secret()).run(calls);
                Progress.say(made + " calls made, the JVMs write what they have learned");
                end(members);
            }
        }
    }

    private static URI freeAddress() {
        return URI.create("http://127.0.0.1:" + Ports.free());
    }

    private static void awaitReady(List<Member> members) throws InterruptedException {
        try (HttpPages pages = new HttpPages(PAGE_TIMEOUT)) {
            for (Member member : members) {
                while (!pages.isReady(member.address())) {
                    member.process().requireAlive();
                    Progress.pause();
                }
            }
        }
    }

    /** Ends the agent before the coordinator, as an operator would. Both then write their caches at the same time. */
    private static void end(List<Member> members) throws InterruptedException {
        for (Member member : members.reversed()) {
            member.process().requireAlive();
            member.process().terminate();
        }
        for (Member member : members) {
            JarProcess process = member.process();
            if (!process.awaitEnd(LONGEST_END)) {
                throw new ComplaintException("a program did not end within " + LONGEST_END.toSeconds() + " s");
            }
            if (process.exitCode() != TERMINATED && process.exitCode() != 0) {
                throw new ComplaintException("a program ended with exit code " + process.exitCode());
            }
        }
    }
}
