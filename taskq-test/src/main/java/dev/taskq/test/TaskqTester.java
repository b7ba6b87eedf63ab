package dev.taskq.test;

import dev.taskq.TaskHandler;
import dev.taskq.TaskSubmitter;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * A coordinator, an agent and a leader in memory, for one test. They have no threads: the thread that calls runs their work, and all
 * handlers. They have no clock but the one that {@link #advance} moves. So nothing happens by itself, and nothing must be waited for.
 *
 * <pre>{@code
 * TaskqTester taskq = TaskqTester.builder().handler(new ShipHandler(carrier)).build();
 * new Orders(taskq.tasks()).place(order);
 * taskq.drain();
 * assertThat(taskq.submitted(SHIP)).hasSize(1).hasSucceeded();
 * }</pre>
 *
 * <p>All of taskq's rules are its own: the checks of a submit, retry policies, limits, back-off and losses. Three things differ from
 * production. Attempts run one after another, in the order of the submits of a type. Chance is fixed: the back-off of a retry policy
 * with jitter is the middle of its range. The clock stands still while a handler runs.
 *
 * <p>Thread-safe: if several threads call, one of them runs the work.
 */
public final class TaskqTester {
    /** The most attempts that one call runs, unless it names a number. */
    public static final int MOST_ATTEMPTS = 1_000;

    private final Drive drive;
    private final Coordinator coordinator;
    private final Faults faults;
    private final Function<List<? extends TaskHandler<?>>, Agent> agents;

    TaskqTester(
            Drive drive,
            Coordinator coordinator,
            Faults faults,
            Function<List<? extends TaskHandler<?>>, Agent> agents) {
        this.drive = drive;
        this.coordinator = coordinator;
        this.faults = faults;
        this.agents = agents;
    }

    /**
     * Begins to make a tester.
     *
     * @return the builder
     */
    public static TaskqTesterBuilder builder() {
        return new TaskqTesterBuilder();
    }

    // What the application is given

    /**
     * The coordinator, for code that takes one.
     *
     * @return the coordinator, started
     */
    public Coordinator coordinator() {
        return coordinator;
    }

    /**
     * The coordinator, for code that submits, reads and cancels tasks.
     *
     * @return the same coordinator
     */
    public Tasks tasks() {
        return coordinator;
    }

    /**
     * Submits tasks, for code that takes a submitter. It needs no database: a task is stored at once, and no rollback takes it back.
     *
     * @return a submitter
     */
    public TaskSubmitter submitter() {
        return new TestSubmitter(coordinator);
    }

    /**
     * The clock, for code that takes one.
     *
     * @return the clock of the tester
     */
    public InstantSource clock() {
        return drive::now;
    }

    /**
     * The time on the clock.
     *
     * @return the time
     */
    public Instant now() {
        return drive.now();
    }

    // For several tests

    /**
     * Makes the agent of handlers that were made after the tester, because they are given its coordinator by something else than
     * {@link TaskqTesterBuilder#handler(Function)}.
     *
     * @param handlers one or more
     * @return the agent, not started
     * @throws IllegalStateException if the tester has an agent already
     */
    public Agent newAgent(List<? extends TaskHandler<?>> handlers) {
        return agents.apply(handlers);
    }

    /**
     * Forgets all tasks, with their keys, all schedules and all faults, and resumes all types. So several tests can share a tester, one
     * after another. The clock goes on, and so do the ids of tasks.
     */
    public void clear() {
        faults.clear();
        drive.clear();
    }

    // Running

    /**
     * Runs one attempt of one task that is due.
     *
     * @return whether there was one
     */
    public boolean runNext() {
        return drive.drain(1) == 1;
    }

    /**
     * Runs tasks until none is due, those included that handlers submit meanwhile. The clock stands still, so a task that is retried
     * after a delay, or that was submitted with one, waits for {@link #advance}.
     *
     * @return how many attempts it ran
     * @throws IllegalStateException if tasks are still due after {@value #MOST_ATTEMPTS} attempts
     */
    public int drain() {
        return drive.drain();
    }

    /**
     * Runs a number of attempts, or fewer if no more tasks are due.
     *
     * @param most the most attempts
     * @return how many it ran
     */
    public int drain(int most) {
        return drive.drain(most);
    }

    /**
     * Moves the clock, and runs each task at the time when it becomes due: delayed tasks, retries after their back-off, and the tasks
     * of schedules.
     *
     * @param time how far, zero or more
     * @return how many attempts it ran
     * @throws IllegalStateException if more than {@value #MOST_ATTEMPTS} attempts became due
     */
    public int advance(Duration time) {
        return drive.advance(time);
    }

    // Faults

    /**
     * Lets the next attempt of a type fail. Its handler is not called. Several faults of one type strike one attempt after another.
     *
     * @param type the type
     * @param failure what its handler throws
     */
    public void failNext(TaskType<?> type, Exception failure) {
        faults.add(type.name(), new Fault.Failure(failure));
    }

    /**
     * Lets the next attempt of a type time out. Its handler is not called, and the clock moves by the time-out.
     *
     * @param type the type
     */
    public void timeOutNext(TaskType<?> type) {
        faults.add(type.name(), new Fault.TimeOut());
    }

    /**
     * Loses the agent of the next attempt of a type, after its handler has returned or thrown: what it did is done, and its outcome is
     * lost. So the task runs again, as after the crash of a process. The clock moves by a second, until the loss is found.
     *
     * <p>A handler that completes its task in a transaction and returns has committed it. Then the task has succeeded, whatever becomes
     * of the agent, so nothing is lost.
     *
     * @param type the type
     */
    public void loseNext(TaskType<?> type) {
        faults.add(type.name(), new Fault.Loss());
    }

    /**
     * Cancels the task of the next attempt of a type when its handler begins. The handler runs on an interrupted thread, and its context
     * says that it is cancelled.
     *
     * @param type the type
     */
    public void cancelNext(TaskType<?> type) {
        faults.add(type.name(), new Fault.Cancel());
    }

    // Assertions

    /**
     * The tasks of a type that were submitted, for {@code assertThat} of AssertJ.
     *
     * @param type the type
     * @param <P> the params class
     * @return the tasks as they are now, in the order in which they were submitted
     */
    public <P> SubmittedTasks<P> submitted(TaskType<P> type) {
        return SubmittedTasks.read(coordinator, type);
    }
}
