package dev.taskq.simulation;

import dev.taskq.BacklogFullException;
import dev.taskq.EditResult;
import dev.taskq.NewOperation;
import dev.taskq.NewTask;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.Schedule;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.simulation.world.Simulation;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Submit the orders and repeat those with an unknown outcome under their keys. Cancel, retry by hand, pause and resume.
 */
final class Clients {
    private static final Duration TIMEOUT = Duration.ofSeconds(9);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration UNDER_WAY = Duration.ofSeconds(2);
    /** For how long a person has a form open. */
    private static final Duration FORM_OPEN = Duration.ofSeconds(1);

    private static final int CANCEL_TRIES = 20;

    private final Simulation simulation;
    private final Fleet fleet;
    private final Checker checker;
    private final Setting setting;
    private final BooleanSupplier calm;
    private int busy;

    /**
     * The clients.
     *
     * @param calm whether the storm is over
     */
    Clients(Simulation simulation, Fleet fleet, Checker checker, Setting setting, BooleanSupplier calm) {
        this.simulation = simulation;
        this.fleet = fleet;
        this.checker = checker;
        this.setting = setting;
        this.calm = calm;
    }

    /** An action of a client. */
    @FunctionalInterface
    private interface Doing {
        void run() throws InterruptedException;
    }

    void start() {
        for (int i = 0; i < setting.orders().size(); i++) {
            int number = i;
            start("client-" + number, () -> live(number, setting.orders().get(number)));
        }
        for (Pause pause : setting.pauses()) {
            start("operator", () -> pause(pause));
        }
        for (int i = 0; i < setting.schedules().size(); i++) {
            int number = i;
            start("operator", () -> recur(number, setting.schedules().get(number)));
        }
        for (Bulk bulk : setting.bulks()) {
            start("operator", () -> startOperation(bulk));
        }
    }

    private void start(String name, Doing doing) {
        busy++;
        simulation.platform().spawn(name, ThreadKind.PLATFORM, () -> {
            try {
                doing.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            busy--;
        });
    }

    boolean areDone() {
        return busy == 0;
    }

    private void live(int number, Order order) throws InterruptedException {
        simulation.sleep(Duration.ofMillis(order.at()));
        Optional<Long> id = submit(number, order);
        if (id.isEmpty()) {
            return;
        }
        if (order.cancelAfter() >= 0) {
            simulation.sleep(Duration.ofMillis(order.cancelAfter()));
            cancel(id.get());
        }
        if (order.hurried()) {
            hurry(id.get());
        }
        if (order.retried()) {
            retryOnce(id.get());
        }
    }

    private NewTask task(int number, Order order) {
        NewTask task = Handler.typeOf(order.type()).task(new Work(number, order.does()));
        if (!order.does().endsWell()) {
            task = task.withMaxAttempts(3);
        }
        if (order.does() == Behaviour.LASTS) {
            task = task.withTimeout(Duration.ofSeconds(40));
        }
        if (order.delay() > 0) {
            task = task.delayedBy(Duration.ofMillis(order.delay()));
        }
        return order.keyed() ? task.withIdempotencyKey("order-" + number) : task;
    }

    /** Submits until the task is accepted; without a key, only until the outcome is unknown. */
    private Optional<Long> submit(int number, Order order) throws InterruptedException {
        NewTask task = task(number, order);
        if (order.held().isPresent()) {
            return submit(number, task, order.held().get());
        }
        while (true) {
            switch (this.<Submitted>ask(coordinator -> coordinator.submit(task))) {
                case Reply.Done<Submitted>(Submitted submitted) -> {
                    checker.accepted().add("order " + number, submitted.id());
                    return Optional.of(submitted.id());
                }
                case Reply.Failed<Submitted>(RuntimeException failure) -> {
                    if (failure instanceof BacklogFullException && checker.mayRefuse()) {
                        break;
                    }
                    boolean unknown = failure instanceof OutcomeUnknownException;
                    if (!unknown && !(failure instanceof StoreUnavailableException)) {
                        throw simulation.fail("a good task was refused: " + failure);
                    }
                    if (unknown && !order.keyed()) {
                        return Optional.empty();
                    }
                }
                case Reply.Silence<Submitted>() -> {
                    if (!order.keyed()) {
                        return Optional.empty();
                    }
                }
            }
            simulation.sleep(PAUSE);
        }
    }

    /** Submits in a transaction of an application. */
    private Optional<Long> submit(int number, NewTask task, Held held) throws InterruptedException {
        Optional<Long> id = checker.world()
                .submitInTransaction(new Insert(task, ""), Duration.ofMillis(held.open()), held.commits())
                .map(Inserted::id);
        if (id.isPresent()) {
            checker.accepted().add("order " + number, id.get());
            if (held.told()) {
                ask(coordinator -> {
                    coordinator.promote(List.of(id.get()));
                    return coordinator;
                });
            }
        }
        return id;
    }

    private void cancel(long id) throws InterruptedException {
        for (int i = 0; i < CANCEL_TRIES; i++) {
            if (ask(coordinator -> coordinator.cancel(id)) instanceof Reply.Done<?>) {
                return;
            }
            simulation.sleep(PAUSE);
        }
    }

    /** Asks for a retry in each status that it sees before the end, once. A task that is not scheduled must be left as it is. */
    private void hurry(long id) throws InterruptedException {
        Set<TaskStatus> asked = EnumSet.noneOf(TaskStatus.class);
        for (TaskStatus status = status(id); !status.isFinal(); status = status(id)) {
            if (asked.add(status)) {
                ask(coordinator -> coordinator.retry(id, OptionalInt.empty()));
            }
            simulation.sleep(PAUSE);
        }
    }

    private TaskStatus status(long id) {
        return checker.account().row(id).status;
    }

    private void retryOnce(long id) throws InterruptedException {
        while (true) {
            TaskStatus status = status(id);
            if (status.isFinal()) {
                if (status != TaskStatus.SUCCEEDED) {
                    ask(coordinator -> coordinator.retry(id, OptionalInt.empty()));
                }
                return;
            }
            simulation.sleep(PAUSE.multipliedBy(3));
        }
    }

    /** Resumes a type again after a late request may have paused it, until no such request can be in flight. */
    private void pause(Pause pause) throws InterruptedException {
        String type = Handler.typeOf(pause.type()).name();
        simulation.sleep(Duration.ofMillis(pause.at()));
        untilDone(coordinator -> coordinator.pause(type));
        simulation.sleep(Duration.ofMillis(pause.length()));
        do {
            untilDone(coordinator -> coordinator.resume(type));
            while (!calm.getAsBoolean()) {
                simulation.sleep(PAUSE);
            }
            simulation.sleep(UNDER_WAY);
        } while (checker.account().isPaused(type));
    }

    /** Starts an operation; repeats only what was surely not started. */
    private void startOperation(Bulk bulk) throws InterruptedException {
        simulation.sleep(Duration.ofMillis(bulk.at()));
        NewOperation operation = NewOperation.of(bulk.action(), TaskFilter.ALL);
        while (ask(coordinator -> coordinator.startOperation(operation))
                        instanceof Reply.Failed<?>(RuntimeException failure)
                && !(failure instanceof OutcomeUnknownException)) {
            simulation.sleep(PAUSE);
        }
    }

    /** Puts a schedule, and deletes it when the storm is over and it is seen to fire in time. */
    private void recur(int number, Recurring recurring) throws InterruptedException {
        String name = Recurring.name(number);
        simulation.sleep(Duration.ofMillis(recurring.at()));
        untilDone(coordinator -> coordinator.schedules().put(recurring.schedule(number)));
        if (recurring.editAfter() >= 0) {
            start("editor", () -> edit(name, recurring));
        }
        if (recurring.pauseAfter() >= 0) {
            simulation.sleep(Duration.ofMillis(recurring.pauseAfter()));
            untilDone(coordinator -> coordinator.schedules().pause(name));
            simulation.sleep(Duration.ofMillis(recurring.pause()));
            untilDone(coordinator -> coordinator.schedules().resume(name));
        }
        do {
            while (!calm.getAsBoolean()) {
                simulation.sleep(PAUSE);
            }
            simulation.sleep(UNDER_WAY);
            awaitFired(name);
            untilDone(coordinator -> coordinator.schedules().delete(name));
            while (!calm.getAsBoolean()) {
                simulation.sleep(PAUSE);
            }
            simulation.sleep(UNDER_WAY);
        } while (exists(name));
    }

    /** Reads a schedule, and edits it a second later as of what it read, until it is edited or is gone. */
    private void edit(String name, Recurring recurring) throws InterruptedException {
        simulation.sleep(Duration.ofMillis(recurring.editAfter()));
        boolean isOver = false;
        while (!isOver) {
            Reply<Optional<Schedule>> read =
                    ask(coordinator -> coordinator.schedules().find(name));
            simulation.sleep(FORM_OPEN);
            if (read instanceof Reply.Done<Optional<Schedule>>(Optional<Schedule> seen)) {
                isOver = seen.isEmpty() || isEdited(seen.get());
            }
        }
    }

    private boolean isEdited(Schedule seen) throws InterruptedException {
        Reply<EditResult> reply =
                ask(coordinator -> coordinator.schedules().edit(Recurring.edited(seen.definition()), seen.updatedAt()));
        return reply instanceof Reply.Done<EditResult>(EditResult result)
                && !(result instanceof EditResult.ChangedSince);
    }

    /** Waits until a schedule is not due any more, as a leader brings it about soon. */
    private void awaitFired(String schedule) throws InterruptedException {
        Violations violations = checker.violations();
        Duration since = violations.now();
        while (isDue(schedule)) {
            violations.check(
                    violations.isWithin(since, Bounds.withSearch(Bounds.FIRED, setting)),
                    "due, and not fired: %s",
                    schedule);
            simulation.sleep(Duration.ofMillis(100));
        }
    }

    private boolean isDue(String schedule) {
        StorePort truth = checker.world().truth();
        return truth.schedules()
                .find(schedule, Optional.empty())
                .flatMap(Schedule::nextFireAt)
                .filter(next -> next.isBefore(truth.now()))
                .isPresent();
    }

    private boolean exists(String schedule) {
        return checker.world()
                .truth()
                .schedules()
                .find(schedule, Optional.empty())
                .isPresent();
    }

    private void untilDone(Consumer<Coordinator> request) throws InterruptedException {
        while (!isDone(request)) {
            simulation.sleep(PAUSE);
        }
    }

    private boolean isDone(Consumer<Coordinator> request) throws InterruptedException {
        return ask(coordinator -> {
                    request.accept(coordinator);
                    return coordinator;
                })
                instanceof Reply.Done<?>;
    }

    /**
     * Calls a coordinator in its own process. The process may die during the call, and the client then gets no answer.
     */
    private <R> Reply<R> ask(Function<Coordinator, R> request) throws InterruptedException {
        Fleet.Target target = fleet.target();
        if (target == null) {
            simulation.sleep(PAUSE);
            return new Reply.Failed<>(new StoreUnavailableException(null));
        }
        Signal answered = simulation.platform().newSignal();
        Answer<R> answer = new Answer<>();
        target.run(() -> {
            try {
                answer.reply = new Reply.Done<>(request.apply(target.coordinator()));
            } catch (RuntimeException e) {
                answer.reply = new Reply.Failed<>(e);
            }
            answered.raise();
        });
        answered.await(0, TIMEOUT);
        return answer.reply;
    }

    private static final class Answer<R> {
        Reply<R> reply = new Reply.Silence<>();
    }
}
