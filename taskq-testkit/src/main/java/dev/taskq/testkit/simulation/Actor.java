package dev.taskq.testkit.simulation;

import dev.taskq.spi.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A thread of the simulation. All its fields are guarded by the scheduler's lock. */
final class Actor implements Platform.Worker {
    private static final int TOLD_FRAMES = 5;

    /** Later than every moment. */
    static final long NEVER = Long.MAX_VALUE;

    enum State {
        READY,
        WAITING,
        ENDED
    }

    private final Scheduler scheduler;
    private final SimulatedSignal ended;
    final String name;
    final Thread thread;
    final Condition turn;

    State state = State.READY;
    String point = "start";

    /** While it waits: until when, for what, and whether an interruption wakes it. */
    long deadline = NEVER;

    @Nullable
    SimulatedSignal signal;

    boolean interruptible;

    Actor(Scheduler scheduler, String name, Condition turn, Scheduler.Body body) {
        this.scheduler = scheduler;
        this.name = name;
        this.turn = turn;
        this.ended = new SimulatedSignal(scheduler);
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> scheduler.live(this, body));
    }

    boolean isLive() {
        return state != State.ENDED;
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
        return List.of(thread.getStackTrace());
    }

    /** How it stands, for a person. */
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

    /** Neither the machinery of waiting nor this package's own. */
    private static boolean isTold(StackTraceElement frame) {
        return Stream.of("java.", "jdk.", Actor.class.getPackageName() + ".")
                .noneMatch(frame.getClassName()::startsWith);
    }
}
