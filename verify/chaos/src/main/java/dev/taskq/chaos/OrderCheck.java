package dev.taskq.chaos;

import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Orders.Order;
import dev.taskq.chaos.Rows.TaskRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the tasks of transactions with the applications' own table: a task exists if, and only if, its transaction
 * was committed. How such a task ends is checked as for all tasks.
 */
final class OrderCheck {
    /** The longest time from a commit to the first start. The bound is 0.3 s; other programs use the machine too. */
    private static final long LONGEST_TO_START = 5 * Time.SECOND;

    private final Evidence evidence;
    private final List<Violation> violations;

    OrderCheck(Evidence evidence, List<Violation> violations) {
        this.evidence = evidence;
        this.violations = violations;
    }

    void check() {
        Map<Long, List<TaskRow>> tasks = evidence.tasksOfOrders();
        Orders orders = evidence.orders();
        orders.stored().forEach(order -> checkStored(order, tasks.getOrDefault(order, List.of())));
        tasks.forEach((order, rows) -> {
            if (!orders.stored().contains(order)) {
                rows.forEach(row ->
                        violated("no task without its transaction", row.id(), "order " + order + " was not committed"));
            }
        });
        orders.begun().values().stream()
                .filter(order -> order.toldAt().isPresent())
                .filter(order -> !orders.stored().contains(order.id()))
                .forEach(order -> violated("committed is durable", 0, order + " has no row"));
    }

    private void violated(String rule, long task, String detail) {
        violations.add(new Violation(rule, task, detail));
    }

    private void checkStored(long id, List<TaskRow> tasks) {
        if (tasks.isEmpty()) {
            violated("no transaction without its task", 0, "order " + id + " was committed");
        }
        if (tasks.size() > 1) {
            List<Long> ids = tasks.stream().map(TaskRow::id).toList();
            violated("one submit, one task", ids.get(0), "order " + id + " has the tasks " + ids);
        }
        Optional<Order> order = Optional.ofNullable(evidence.orders().begun().get(id));
        Optional<Long> askedAt = order.flatMap(Order::askedAt);
        if (askedAt.isEmpty()) {
            violated("only a commit stores", 0, "order " + id + " is stored: " + order);
        }
        askedAt.ifPresent(at -> tasks.forEach(task -> checkStart(task, at)));
    }

    private void checkStart(TaskRow task, long askedAt) {
        Optional<Long> start = evidence.executionsOf(task.id()).stream()
                .map(Execution::startedAt)
                .min(Comparator.naturalOrder());
        if (start.isPresent() && start.get() < askedAt) {
            violated("no start before the commit", task.id(), "it was started " + -since(askedAt, start) + " s before");
        }
        boolean late = start.isEmpty() || start.get() > askedAt + LONGEST_TO_START;
        boolean calm = evidence.calms().stream()
                .anyMatch(each -> each.contains(askedAt) && each.contains(askedAt + LONGEST_TO_START));
        if (late && calm) {
            violated(
                    "a commit is found in time",
                    task.id(),
                    start.isEmpty() ? "it was never started" : "it was started after " + since(askedAt, start) + " s");
        }
    }

    private static double since(long from, Optional<Long> to) {
        return Time.seconds(to.orElse(from) - from);
    }

    /** The times from the commits of a run to the first starts of their tasks, in microseconds. */
    static List<Long> toStart(Evidence evidence, boolean calm) {
        List<Long> times = new ArrayList<>();
        evidence.tasksOfOrders()
                .forEach((id, tasks) -> Optional.ofNullable(
                                evidence.orders().begun().get(id))
                        .flatMap(Order::askedAt)
                        .filter(at -> !calm || evidence.calms().stream().anyMatch(each -> each.contains(at)))
                        .ifPresent(at -> tasks.stream()
                                .flatMap(task -> evidence.executionsOf(task.id()).stream())
                                .map(Execution::startedAt)
                                .min(Comparator.naturalOrder())
                                .ifPresent(start -> times.add(start - at))));
        return times;
    }
}
