package dev.taskq.simulation.world;

import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A thread of the simulation. Only the running actor touches the fields of any actor. */
final class Actor implements Platform.Worker {
    private static final int TOLD_FRAMES = 5;
    private static final StackTraceElement EXIT = new StackTraceElement("java.lang.Runtime", "exit", "Runtime.java", 1);

    /** Later than every moment. */
    static final long NEVER = Long.MAX_VALUE;

    enum State {
        READY,
        WAITING,
        ENDED
    }

    private final Scheduler scheduler;
    private final SimulatedSignal ended;
    final SimulatedProcess process;
    final String name;
    final Thread thread;

    State state = State.READY;
    String point = "start";
    boolean started;
    boolean exiting;

    /** Interrupted while it was not running: its thread sees it at its next turn. */
    boolean interrupted;

    /** During a wait: its deadline, its signal, and whether an interruption ends it. */
    long deadline = NEVER;

    @Nullable
    SimulatedSignal signal;

    boolean interruptible;

    Actor(Scheduler scheduler, SimulatedProcess process, String name, Scheduler.Body body) {
        this.scheduler = scheduler;
        this.process = process;
        this.name = name;
        this.ended = new SimulatedSignal(scheduler);
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> scheduler.live(this, body));
    }

    /** The next moment at which it can run, if it is not ready now. */
    long readyAt() {
        long own = state == State.READY ? 0 : deadline;
        return Math.max(own, process.frozenUntil());
    }

    void end() {
        state = State.ENDED;
        ended.raise();
    }

    @Override
    public void interrupt() {
        scheduler.interrupt(this);
    }

    @Override
    public boolean join(Duration longest) throws InterruptedException {
        return scheduler.await(ended, 0, longest, "join " + name);
    }

    @Override
    public List<StackTraceElement> stack() {
        List<StackTraceElement> frames = List.of(thread.getStackTrace());
        if (!exiting) {
            return frames;
        }
        List<StackTraceElement> withExit = new ArrayList<>(frames);
        withExit.addFirst(EXIT);
        return withExit;
    }

    /** Describes its state for a report. */
    String report(long now) {
        String wait = state != State.WAITING
                ? ""
                : deadline == NEVER
                        ? ", for ever"
                        : String.format(Locale.ROOT, ", for another %.6f s", (deadline - now) / 1e9);
        String frames = stack().stream()
                .filter(Actor::isTold)
                .limit(TOLD_FRAMES)
                .map(frame -> "\n      at " + frame)
                .collect(Collectors.joining());
        return "  " + name + ": " + state + " at " + point + wait + frames;
    }

    /** Excludes the implementation of waiting, and this package. */
    private static boolean isTold(StackTraceElement frame) {
        return Stream.of("java.", "jdk.", Actor.class.getPackageName() + ".")
                .noneMatch(frame.getClassName()::startsWith);
    }
}
