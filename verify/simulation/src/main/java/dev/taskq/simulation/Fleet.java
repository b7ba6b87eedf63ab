package dev.taskq.simulation;

import dev.taskq.Preset;
import dev.taskq.TaskqException;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.simulation.world.Member;
import dev.taskq.simulation.world.Simulation;
import dev.taskq.simulation.world.World;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The coordinators and the agents. Each is in a process of its own, unless the setting says that they share processes. It is started
 * again after its end.
 */
final class Fleet {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration START_AGAIN = Duration.ofSeconds(1);
    private static final Duration CHECK_PERIOD = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LIVES = Duration.ofMillis(500);
    /** A coordinator does not know an agent in the first moments. */
    private static final int MOST_REQUESTS = 4;

    private static final Duration ASKED = Duration.ofSeconds(2);
    private static final Duration LONGEST_TASK = Duration.ofSeconds(30);

    private final Simulation simulation;
    private final World world;
    private final Setting setting;
    private final Journal journal;
    private final Violations violations;
    private final List<Seat> coordinators = new ArrayList<>();
    private final List<Seat> agents = new ArrayList<>();
    private boolean closing;
    private int turn;

    Fleet(Simulation simulation, World world, Setting setting, Journal journal, Violations violations) {
        this.simulation = simulation;
        this.world = world;
        this.setting = setting;
        this.journal = journal;
        this.violations = violations;
    }

    /** A place for a process. A new process takes the place of one that has ended. */
    private static final class Seat {
        final String name;
        final boolean isCoordinator;
        final boolean isAgent;
        final Preset preset;
        int lives;
        boolean draining;

        @Nullable
        Member member;

        @Nullable
        Coordinator coordinator;

        @Nullable
        Agent agent;

        Seat(String name, boolean isCoordinator, boolean isAgent, Preset preset) {
            this.name = name;
            this.isCoordinator = isCoordinator;
            this.isAgent = isAgent;
            this.preset = preset;
        }
    }

    void start() {
        int shared = setting.embedded() ? Math.min(setting.coordinators(), setting.agents()) : 0;
        for (int i = 1; i <= shared; i++) {
            Seat seat = new Seat("application-" + i, true, true, presetOfCoordinator(i));
            coordinators.add(seat);
            agents.add(seat);
        }
        for (int i = shared + 1; i <= setting.coordinators(); i++) {
            coordinators.add(new Seat("coordinator-" + i, true, false, presetOfCoordinator(i)));
        }
        for (int i = shared + 1; i <= setting.agents(); i++) {
            agents.add(new Seat("agent-" + i, false, true, setting.preset()));
        }
        all().forEach(this::start);
    }

    private Preset presetOfCoordinator(int number) {
        return setting.mixture().isFast(number) ? Preset.FAST_RECOVERY : setting.preset();
    }

    private void start(Seat seat) {
        seat.lives++;
        seat.draining = false;
        seat.coordinator = null;
        seat.agent = null;
        String name = seat.lives == 1 ? seat.name : seat.name + "." + seat.lives;
        Member member = world.join(name);
        seat.member = member;
        run(member, "main", () -> {
            if (seat.isCoordinator) {
                coordinate(seat, member);
            }
            if (seat.isAgent) {
                serve(seat, member);
            }
        });
    }

    private static void run(Member member, String what, Runnable body) {
        member.process().platform().spawn(member.name() + "-" + what, ThreadKind.PLATFORM, body);
    }

    private QueuePort queueOf(Member member) {
        return setting.withQueue() ? member.queue() : QueuePort.none();
    }

    private void coordinate(Seat seat, Member member) {
        while (true) {
            try {
                seat.coordinator = Coordinator.builder(member.store())
                        .queue(queueOf(member))
                        .config(CoordinatorConfig.DEFAULTS
                                .withName(member.name())
                                .withBacklogLimit(setting.backlogLimit())
                                .withRetention(setting.kept(), setting.kept())
                                .withPreset(seat.preset)
                                .withGrace(GRACE))
                        .platform(member.process().platform())
                        .build()
                        .start();
                return;
            } catch (TaskqException e) {
                sleep(START_AGAIN);
            }
        }
    }

    private void serve(Seat seat, Member member) {
        while (true) {
            try {
                seat.agent = agent(seat, member).start();
                break;
            } catch (TaskqException e) {
                sleep(START_AGAIN);
            }
        }
        Agent agent = seat.agent;
        while (agent.isHealthy()) {
            sleep(CHECK_PERIOD);
        }
        close(seat);
        member.crash(BETWEEN_LIVES);
    }

    private Agent agent(Seat seat, Member member) {
        List<Handler> handlers = IntStream.range(0, setting.types())
                .mapToObj(type -> new Handler(
                        simulation, member, Handler.typeOf(type), setting, journal, violations, () -> close(seat)))
                .toList();
        AgentConfig config = AgentConfig.DEFAULTS
                .withName(member.name())
                .withSlots(setting.slots())
                .withMemory(setting.memoryBytes().orElse(AgentConfig.DEFAULTS.memory()))
                .withPreset(seat.preset)
                .withGrace(GRACE);
        return Agent.builder(member.store())
                .queue(queueOf(member))
                .handlers(handlers)
                .config(config)
                .platform(member.process().platform())
                .build();
    }

    private static void close(Seat seat) {
        seat.draining = true;
        Agent agent = seat.agent;
        if (agent != null) {
            agent.close();
        }
        Coordinator coordinator = seat.coordinator;
        if (coordinator != null) {
            coordinator.close();
        }
    }

    /** Replaces a process that has died, unless the run is over. */
    void crashed(Member member, Duration away) {
        if (closing) {
            return;
        }
        for (Seat seat : all()) {
            if (seat.member == member) {
                seat.coordinator = null;
                seat.agent = null;
                simulation.platform().spawn("restart of " + seat.name, ThreadKind.PLATFORM, () -> {
                    sleep(away);
                    start(seat);
                });
            }
        }
    }

    private Set<Seat> all() {
        Set<Seat> all = new LinkedHashSet<>(coordinators);
        all.addAll(agents);
        return all;
    }

    /** Asks an agent to stop, and replaces it after its stop. */
    void drain(int number) {
        Seat seat = agents.get(number % agents.size());
        Member member = seat.member;
        if (member != null && seat.agent != null && member.process().isAlive()) {
            stop(seat, member, "drain");
        }
    }

    /** Asks a coordinator to stop, and replaces it after its stop. Does nothing if an agent shares its process. */
    void stopCoordinator(int number) {
        Seat seat = coordinators.get(number % coordinators.size());
        Member member = seat.member;
        if (member != null
                && !seat.isAgent
                && seat.coordinator != null
                && member.process().isAlive()) {
            stop(seat, member, "stop");
        }
    }

    private static void stop(Seat seat, Member member, String what) {
        run(member, what, () -> {
            close(seat);
            member.crash(BETWEEN_LIVES);
        });
    }

    /** Asks an agent to take no more. It is stopped and replaced once it may run nothing more. */
    void askToDrain(int number) {
        Seat seat = agents.get(number % agents.size());
        Member member = seat.member;
        Agent agent = seat.agent;
        if (member == null || agent == null) {
            return;
        }
        seat.draining = true;
        for (int times = 0; times < MOST_REQUESTS && !agent.isDraining(); times++) {
            Target target = target();
            if (target != null) {
                target.run(() -> askToDrain(target.coordinator(), member.name()));
            }
            sleep(ASKED);
        }
        for (Duration left = LONGEST_TASK;
                journal.running() > 0 && !left.isNegative();
                left = left.minus(CHECK_PERIOD)) {
            sleep(CHECK_PERIOD);
        }
        if (seat.member == member && member.process().isAlive()) {
            stop(seat, member, "stop after a drain");
        }
    }

    private static void askToDrain(Coordinator coordinator, String name) {
        try {
            coordinator.agents().stream()
                    .filter(agent -> agent.name().equals(name))
                    .forEach(agent -> coordinator.drain(agent.session()));
        } catch (TaskqException e) {
            // An accident: it is asked again, and stopped all the same.
        }
    }

    /** Whether a process stops. */
    boolean isStopping(Member member) {
        return all().stream().anyMatch(seat -> seat.member == member && seat.draining);
    }

    /** Stops everything, agents first, and waits for it. */
    void close() {
        closing = true;
        Set<Seat> order = new LinkedHashSet<>(agents);
        order.addAll(coordinators);
        for (Seat seat : order) {
            Member member = seat.member;
            if (member != null && member.process().isAlive()) {
                run(member, "close", () -> {
                    close(seat);
                    member.crash(Duration.ZERO);
                });
                while (member.process().isAlive()) {
                    sleep(BETWEEN_LIVES);
                }
            }
        }
    }

    /**
     * The number of tasks that can run at a time. An agent that stops takes none, however long its stop takes: because
     * it was asked to, because a handler has ended the process, or because it is unhealthy.
     */
    int slots() {
        long serving = agents.stream().filter(seat -> !seat.draining).count();
        return (int) serving * setting.tasksAtOnce();
    }

    /** Calls a running coordinator in its process. Does nothing if none runs. */
    @Nullable
    Target target() {
        for (int i = 0; i < coordinators.size(); i++) {
            Seat seat = coordinators.get(turn++ % coordinators.size());
            Member member = seat.member;
            Coordinator coordinator = seat.coordinator;
            if (member != null && coordinator != null && member.process().isAlive()) {
                return new Target(member, coordinator);
            }
        }
        return null;
    }

    /** A coordinator that can be called. */
    record Target(Member member, Coordinator coordinator) {
        void run(Runnable request) {
            Fleet.run(member, "request", request);
        }
    }

    private void sleep(Duration time) {
        try {
            simulation.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
