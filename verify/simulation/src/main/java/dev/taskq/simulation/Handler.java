package dev.taskq.simulation;

import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.simulation.world.Member;
import dev.taskq.simulation.world.Simulation;
import java.time.Duration;
import java.util.Optional;

/** Behaves as a task's order says, and records when. */
final class Handler implements TaskHandler<Work> {
    static final Duration TIMEOUT = Duration.ofSeconds(6);

    /** How long a handler continues that ignores its interruption. */
    static final Duration IGNORES_FOR = Duration.ofSeconds(20);

    private static final int STEPS = 3;

    private static final Duration AWAY = Duration.ofMillis(800);

    private final Simulation simulation;
    private final Member member;
    private final TaskType<Work> type;
    private final Setting setting;
    private final Journal journal;
    private final Violations violations;
    private final Runnable close;

    /**
     * A handler.
     *
     * @param close the action of the process before it ends
     */
    Handler(
            Simulation simulation,
            Member member,
            TaskType<Work> type,
            Setting setting,
            Journal journal,
            Violations violations,
            Runnable close) {
        this.simulation = simulation;
        this.member = member;
        this.type = type;
        this.setting = setting;
        this.journal = journal;
        this.violations = violations;
        this.close = close;
    }

    static TaskType<Work> typeOf(int number) {
        return TaskType.of("type_" + number, Work.class).withTimeout(TIMEOUT);
    }

    /** The behaviour of a task's handler. */
    static Behaviour does(Row row) {
        return work(row).does();
    }

    /** The order of a task; empty if a schedule fired it. */
    static Optional<Order> order(Setting setting, Row row) {
        return order(setting, work(row));
    }

    private static Optional<Order> order(Setting setting, Work work) {
        return setting.orders().stream().skip(work.number()).findFirst();
    }

    private static Work work(Row row) {
        return typeOf(0).read(row.insert.task().params());
    }

    @Override
    public TaskType<Work> type() {
        return type;
    }

    @Override
    public Threads threads() {
        return setting.virtualThreads() ? Threads.VIRTUAL : Threads.PLATFORM;
    }

    @Override
    public RetryPolicy retryPolicy() {
        return RetryPolicy.fixed(Duration.ofMillis(500));
    }

    @Override
    public Outcome handle(TaskContext context, Work work) throws Exception {
        long session = Long.parseLong(context.loggerContext().getOrDefault("session", "0"));
        int runsBefore = journal.runs(context.taskId());
        Journal.Entry entry = journal.begun(context.taskId(), new Journal.Entry(member, session, context.attempt()));
        try {
            entry.exits = work.does() == Behaviour.EXITS;
            Outcome outcome = act(context, work, runsBefore, entry);
            entry.returned = true;
            Optional<Completing> completing = order(setting, work).flatMap(Order::completing);
            if (completing.isPresent() && outcome instanceof Outcome.Done) {
                new OwnTransaction(simulation, member, context, completing.get()).complete(runsBefore == 0, entry);
            }
            return outcome;
        } finally {
            entry.ended = true;
        }
    }

    private Outcome act(TaskContext context, Work work, int runsBefore, Journal.Entry entry) throws Exception {
        switch (work.does()) {
            case SUCCEEDS -> sleep(20);
            case TAKES_LONG -> sleep(3_000);
            case LASTS -> sleep(25_000);
            case FAILS_ONCE -> {
                sleep(20);
                if (runsBefore == 0) {
                    throw new IllegalStateException("once");
                }
            }
            case FAILS -> {
                sleep(20);
                throw new IllegalStateException("each time");
            }
            case THROWS_ERROR -> {
                sleep(20);
                throw new AssertionError("each time");
            }
            case ASKS_FOR_RETRY -> {
                sleep(20);
                if (runsBefore == 0) {
                    return Outcome.retryAfter(Duration.ofMillis(700), "not yet");
                }
            }
            case GIVES_UP -> {
                return Outcome.giveUp("for good");
            }
            case HANGS -> sleep(3_600_000);
            case IGNORES_INTERRUPTION -> ignore(simulation.elapsed().plus(IGNORES_FOR));
            case KILLS -> {
                sleep(20);
                member.crash(AWAY);
            }
            case EXITS -> {
                sleep(20);
                member.process().exit(() -> {
                    close.run();
                    member.crash(AWAY);
                });
            }
            case STEPS -> takeSteps(context, entry);
        }
        return Outcome.done();
    }

    private void takeSteps(TaskContext context, Journal.Entry entry) throws InterruptedException {
        long task = context.taskId();
        Optional<Step> last = context.lastCheckpoint(Step.class);
        int expected = journal.acknowledgedBefore(task, entry);
        violations.check(
                last.map(Step::number).orElse(0) >= expected,
                "task %s had checkpoint %s when attempt %s was claimed, which begins with %s",
                task,
                expected,
                context.attempt(),
                last);
        for (int step = last.map(Step::step).orElse(0) + 1; step <= STEPS; step++) {
            sleep(400);
            context.progress((double) step / STEPS, journal.note(entry));
            int number = journal.nextCheckpoint(task);
            context.checkpoint(new Step(step, number));
            journal.acknowledged(task, number);
        }
    }

    /** A checkpoint: the last step, and the number of the checkpoint among those of its task. */
    private record Step(int step, int number) {}

    private void sleep(int millis) throws InterruptedException {
        simulation.sleep(Duration.ofMillis(millis));
    }

    private void ignore(Duration until) {
        while (simulation.elapsed().compareTo(until) < 0) {
            try {
                simulation.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                // This handler ignores interruptions.
            }
        }
    }
}
