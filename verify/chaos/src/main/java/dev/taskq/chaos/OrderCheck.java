package dev.taskq.chaos;

import dev.taskq.chaos.Rows.TaskRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the tasks of transactions with the applications' own table: a task exists if, and only if, its transaction
 * was committed. How such a task ends is checked as for all tasks. A task that its handler completes in a transaction has
 * left exactly one effect if it succeeded, and none otherwise.
 */
final class OrderCheck {
    /** The longest time from a commit to the first start. The bound is 0.3 s; all processes share the machine. */
    private static final long LONGEST_TO_START = 2 * Pace.LONGEST;

    private final Evidence evidence;
    private final List<Violation> violations;
    private final Pace pace;

    OrderCheck(Evidence evidence, List<Violation> violations) {
        this.evidence = evidence;
        this.violations = violations;
        this.pace = new Pace(evidence);
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
        evidence.rows().tasks().values().forEach(this::checkShipments);
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
        Optional<Long> askedAt = evidence.orders().askedAt(id);
        if (askedAt.isEmpty()) {
            violated("only a commit stores", 0, "order " + id + " is stored, and no commit was asked for");
        }
        askedAt.ifPresent(at -> tasks.forEach(task -> checkStart(task, at)));
    }

    /** The effect of a handler is committed with its completion: once for each success, and never otherwise. */
    private void checkShipments(TaskRow task) {
        List<String> runs = evidence.orders().shipmentsOf(task.id());
        List<String> wanted = task.isShipment() && task.status().equals("succeeded")
                ? task.run().stream().toList()
                : List.of();
        if (!runs.equals(wanted)) {
            violated("an effect for each completion", task.id(), "its shipments are of " + runs + ": " + task);
        }
    }

    private void checkStart(TaskRow task, long askedAt) {
        Optional<Long> start = evidence.startOf(task.id());
        if (start.isPresent() && start.get() < askedAt) {
            violated("no start before the commit", task.id(), "it was started at " + Time.instant(start.get()));
        }
        boolean late = start.isEmpty() || start.get() > askedAt + LONGEST_TO_START;
        boolean unexplained =
                evidence.isCalm(askedAt, askedAt + LONGEST_TO_START) && pace.isSteady(askedAt, askedAt + Pace.LONGEST);
        if (late && unexplained) {
            violated(
                    "a commit is found in time",
                    task.id(),
                    "committed at " + Time.instant(askedAt) + ", started at " + start.map(Time::instant));
        }
    }
}
