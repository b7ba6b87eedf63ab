package dev.taskq.chaos;

import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Orders.Order;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The final report of a run. */
final class Report {
    private final Evidence evidence;
    private final Figures figures;

    /**
     * The report of a run.
     *
     * @param offered the number of tasks submitted per second
     */
    Report(Evidence evidence, int offered) {
        this.evidence = evidence;
        this.figures = new Figures(evidence, offered);
    }

    /** Prints the counts. */
    void counts(PrintStream out) {
        long accepted = evidence.calls().stream()
                .filter(ClientRecord.Told::isAccepted)
                .mapToLong(told -> told.call().tasks().size())
                .sum();
        List<Rows.TaskRow> stored = evidence.rows().tasks().values().stream()
                .filter(Rows.TaskRow::isOfClient)
                .toList();
        long twice = evidence.executions().values().stream()
                .filter(executions -> executions.size() > 1)
                .count();
        long sessions = evidence.rows().sessionEnds().stream()
                .filter(Rows.SessionEnd::lost)
                .count();
        out.printf(
                Locale.ROOT,
                """

                tasks accepted              %,10d
                tasks stored                %,10d   (more than accepted if an answer was lost)
                tasks final                 %,10d
                run more than once          %,10d   (fails and time-outs included)
                lost                        %,10d
                sessions ended as lost      %,10d   (%,d attempts were lost with them, %,d of these do not count)
                faults                      %,10d
                """,
                accepted,
                stored.size(),
                stored.stream().filter(Rows.TaskRow::isFinal).count(),
                twice,
                lost(),
                sessions,
                evidence.rows().losses().attempts().size(),
                evidence.rows().losses().takenBack(),
                evidence.faults().size());
        orders(out);
        schedules(out);
    }

    /** Prints how many fire times became tasks. */
    private void schedules(PrintStream out) {
        out.println();
        for (Timetable.Row schedule : evidence.rows().schedules()) {
            out.printf(
                    Locale.ROOT,
                    "schedule %-18s %,10d   (fire times; %,d became a task, %,d were skipped by its policy)%n",
                    schedule.name(),
                    schedule.times(),
                    schedule.fired(),
                    schedule.skipped());
        }
    }

    /** Prints what became of the applications' transactions. */
    private void orders(PrintStream out) {
        Orders orders = evidence.orders();
        List<Rows.TaskRow> tasks =
                evidence.tasksOfOrders().values().stream().flatMap(List::stream).toList();
        out.printf(
                Locale.ROOT,
                """

                orders begun                %,10d   (transactions of applications, each with a task)
                orders stored               %,10d   (%,d of them without an answer to the commit)
                orders rolled back          %,10d   (as planned; the others ended with a process or a connection)
                their tasks                 %,10d
                their tasks succeeded       %,10d
                completed in a transaction  %,10d   (of their handlers, each with one effect)
                run well more than once     %,10d
                commit to start, s: p50 / p99 / max
                  in calm                   %s
                  in the whole run          %s
                """,
                orders.begun().size(),
                orders.stored().size(),
                orders.unanswered(),
                orders.begun().values().stream().filter(Order::rolledBack).count(),
                tasks.size(),
                tasks.stream().filter(task -> task.status().equals("succeeded")).count(),
                orders.shipments().size(),
                tasks.stream()
                        .filter(task -> evidence.executionsOf(task.id()).stream()
                                        .filter(Execution::isDone)
                                        .count()
                                > 1)
                        .count(),
                spread(figures.commitToStart(true)),
                spread(figures.commitToStart(false)));
    }

    /** Prints the recovery times, by kind of fault. */
    void figures(PrintStream out) {
        String columns = "%-28s %6s %6s   %-24s   %-24s   %s%n";
        out.println();
        out.printf(columns, "", "", "", "recovery, s (alone)", "rate back after, s", "rate in the minute");
        out.printf(columns, "fault", "number", "alone", "number p50 / p99 / max", "p50 / max", "after : before, worst");
        for (FaultKind kind : FaultKind.values()) {
            row(out, kind);
        }
        out.println("""

                Recovery of a member: from the fault until each task that it ran was started on another one, or from when it can
                work again until it does. Recovery of Redis: from when it answers until all waiting tasks have hints, or until hints
                pass. Rate: tasks that succeed, over 5 s, relative to the 8 s before, or to the rate of submits if the system was
                catching up then.""");
        out.println();
        evidence.faults().stream()
                .filter(fault -> !fault.backs().isEmpty() || !fault.recoveries().isEmpty())
                .forEach(fault -> out.println(fault + backToWork(fault)));
    }

    private String backToWork(FaultRecord fault) {
        StringBuilder line = new StringBuilder();
        figures.backToWork(fault)
                .forEach((member, micros) -> line.append(", ")
                        .append(member)
                        .append(" after ")
                        .append(seconds(micros))
                        .append(" s"));
        long missing = fault.backs().stream()
                        .flatMap(back -> back.members().stream())
                        .distinct()
                        .count()
                - figures.backToWork(fault).size();
        if (missing > 0) {
            line.append(", ").append(missing).append(" not within a minute");
        }
        return line.toString();
    }

    private long lost() {
        return evidence.calls().stream()
                .flatMap(told -> told.answers().stream())
                .flatMap(answer -> answer.ids().stream())
                .distinct()
                .filter(id -> {
                    Rows.TaskRow row = evidence.rows().tasks().get(id);
                    return row == null || !row.isFinal();
                })
                .count();
    }

    private void row(PrintStream out, FaultKind kind) {
        long number =
                evidence.faults().stream().filter(fault -> fault.kind() == kind).count();
        if (number == 0) {
            return;
        }
        List<FaultRecord> alone = figures.alone(kind);
        List<Long> recoveries = alone.stream()
                .flatMap(fault -> figures.recoveries(fault).stream())
                .toList();
        List<Long> back = alone.stream()
                .flatMap(fault -> figures.rateBackAfter(fault).stream())
                .toList();
        OptionalDouble worst = alone.stream()
                .map(figures::rateAfter)
                .flatMap(rate -> rate.isPresent() ? Stream.of(rate.getAsDouble()) : Stream.of())
                .mapToDouble(rate -> rate)
                .min();
        out.printf(
                Locale.ROOT,
                "%-28s %6d %6d   %-24s   %-24s   %s%n",
                kind.wireName(),
                number,
                alone.size(),
                spread(recoveries),
                back.isEmpty() ? "" : seconds(at(back, 0.5)) + " / " + seconds(at(back, 1)),
                worst.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * worst.getAsDouble()));
    }

    /** The number of values, and how they are spread. */
    private static String spread(List<Long> values) {
        return values.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%4d  %s / %s / %s",
                        values.size(),
                        seconds(at(values, 0.5)),
                        seconds(at(values, 0.99)),
                        seconds(at(values, 1)));
    }

    /** The value that the given share of all values does not exceed. */
    private static long at(List<Long> values, double share) {
        List<Long> sorted = new ArrayList<>(values);
        sorted.sort(null);
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.2f", Time.seconds(micros));
    }
}
