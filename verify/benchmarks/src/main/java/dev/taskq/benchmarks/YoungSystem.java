package dev.taskq.benchmarks;

import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.process.HttpPages;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.rig.process.TrainedJar;
import dev.taskq.rig.stack.Programs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A coordinator and two agents that have just become ready, as processes on servers that were running before. The coordinator is
 * started first, the agents when it is ready. For one thread.
 */
final class YoungSystem implements AutoCloseable {
    private static final int AGENTS = 2;
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(10);
    private static final int PAUSE_MILLIS = 5;

    private final Programs programs;
    private final Path plugins;
    private final UnaryOperator<TrainedJar.Start> starts;
    private final LocalToken token = LocalToken.random();
    private final URI address = freeAddress();
    private final List<JarProcess> processes = new ArrayList<>();
    private final List<Duration> readyAfter = new ArrayList<>();

    /**
     * Starts nothing yet.
     *
     * @param plugins the folder with the handler of the load
     * @param starts decides how a program is started, from how it would be
     */
    YoungSystem(Programs programs, Path plugins, UnaryOperator<TrainedJar.Start> starts) {
        this.programs = programs;
        this.plugins = plugins;
        this.starts = starts;
    }

    private static URI freeAddress() {
        return URI.create("http://127.0.0.1:" + Ports.free());
    }

    /** Starts it, and waits until all of it is ready. */
    YoungSystem start() throws InterruptedException {
        long begun = System.nanoTime();
        JarProcess coordinator = start(
                "coordinator",
                Programs.COORDINATOR_JAR,
                address,
                Map.of("TASKQ_TOKENS", token.line("bench"), "TASKQ_GRPC_PORT", Integer.toString(Ports.free())));
        awaitReady(coordinator, address);
        readyAfter.add(Duration.ofNanos(System.nanoTime() - begun));
        List<URI> addresses = new ArrayList<>();
        begun = System.nanoTime();
        for (int i = 1; i <= AGENTS; i++) {
            URI listens = freeAddress();
            addresses.add(listens);
            start("agent-" + i, Programs.AGENT_JAR, listens, Map.of("TASKQ_PLUGINS_DIR", plugins.toString()));
        }
        for (int i = 0; i < AGENTS; i++) {
            awaitReady(processes.get(1 + i), addresses.get(i));
        }
        readyAfter.add(Duration.ofNanos(System.nanoTime() - begun));
        return this;
    }

    private JarProcess start(String name, Path jar, URI listens, Map<String, String> settings) {
        JarProcess process = programs.start(name, starts.apply(TrainedJar.startOf(jar)), List.of(), listens, settings);
        processes.add(process);
        return process;
    }

    private static void awaitReady(JarProcess process, URI listens) throws InterruptedException {
        try (HttpPages pages = new HttpPages(PAGE_TIMEOUT)) {
            while (!pages.isReady(listens)) {
                process.requireAlive();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    URI address() {
        return address;
    }

    String token() {
        return token.secret();
    }

    /** How long the coordinator took to be ready, and then the slower of the agents. */
    List<Duration> readyAfter() {
        return List.copyOf(readyAfter);
    }

    /** The processor time of the coordinator since its start. */
    Duration cpuOfCoordinator() {
        return Cpu.of(processes.get(0).pid());
    }

    /** The processor time of both agents since their start. */
    Duration cpuOfAgents() {
        return processes.stream().skip(1).map(agent -> Cpu.of(agent.pid())).reduce(Duration.ZERO, Duration::plus);
    }

    /** Ends it: the agents before the coordinator. */
    @Override
    public void close() {
        processes.reversed().forEach(JarProcess::close);
    }
}
