package dev.taskq.simulation;

import dev.taskq.BacklogFullException;
import dev.taskq.NewTask;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spi.Platform.Signal;
import dev.taskq.spi.Platform.ThreadKind;
import dev.taskq.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Submit the orders, and repeat under their keys what nobody knows of; cancel, and retry by hand. */
final class Clients {
    private static final Duration PATIENCE = Duration.ofSeconds(9);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int CANCEL_TRIES = 20;

    private final Simulation simulation;
    private final Fleet fleet;
    private final Checker checker;
    private final List<Order> orders;
    private int busy;

    Clients(Simulation simulation, Fleet fleet, Checker checker, List<Order> orders) {
        this.simulation = simulation;
        this.fleet = fleet;
        this.checker = checker;
        this.orders = orders;
    }

    void start() {
        for (int i = 0; i < orders.size(); i++) {
            int number = i;
            busy++;
            simulation.platform().spawn("client-" + number, ThreadKind.PLATFORM, () -> {
                try {
                    live(number, orders.get(number));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                busy--;
            });
        }
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

    /** Submits until it is accepted; without a key, only until nobody knows. */
    private Optional<Long> submit(int number, Order order) throws InterruptedException {
        NewTask task = task(number, order);
        while (true) {
            switch (this.<Submitted>ask(coordinator -> coordinator.submit(task))) {
                case Reply.Done<Submitted>(Submitted submitted) -> {
                    checker.accepted("order " + number, submitted.id());
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

    private void cancel(long id) throws InterruptedException {
        for (int i = 0; i < CANCEL_TRIES; i++) {
            if (ask(coordinator -> coordinator.cancel(id)) instanceof Reply.Done<?>) {
                return;
            }
            simulation.sleep(PAUSE);
        }
    }

    private void retryOnce(long id) throws InterruptedException {
        while (true) {
            TaskStatus status = checker.statusOf(id);
            if (status.isFinal()) {
                if (status != TaskStatus.SUCCEEDED) {
                    ask(coordinator -> coordinator.retry(id, OptionalInt.empty()));
                }
                return;
            }
            simulation.sleep(PAUSE.multipliedBy(3));
        }
    }

    /** Asks a coordinator, in its own process: the process may die over it, and the client hears nothing. */
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
        answered.await(0, PATIENCE);
        return answer.reply;
    }

    private static final class Answer<R> {
        Reply<R> reply = new Reply.Silence<>();
    }
}
