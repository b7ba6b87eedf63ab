package dev.taskq.chaos;

import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Member.Lived;
import dev.taskq.chaos.Orders.Order;
import dev.taskq.chaos.plugin.Ship;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The recovery times of a run, from the handlers' journals. */
final class Figures {
    private static final long WINDOW = 5 * Time.SECOND;
    private static final long BEFORE = 8 * Time.SECOND;
    private static final long STEP = Time.SECOND / 4;
    private static final long LONGEST = 60 * Time.SECOND;
    /** A commit so long before the end of a calm is not delayed by the next fault. */
    private static final long SOON = Time.SECOND;

    private static final double WHOLE = 0.98;
    /** Types whose tasks do not come at a steady rate. */
    private static final Set<String> UNSTEADY = Set.of(Load.PARKED, Ship.TYPE);

    private final Evidence evidence;
    private final int offered;
    private final long[] done;

    /**
     * Figures of a run.
     *
     * @param offered the number of tasks submitted per second
     */
    Figures(Evidence evidence, int offered) {
        this.evidence = evidence;
        this.offered = offered;
        this.done = evidence.executions().values().stream()
                .flatMap(Collection::stream)
                .filter(execution -> execution.isDone() && !UNSTEADY.contains(execution.type()))
                .mapToLong(Execution::endedAt)
                .sorted()
                .toArray();
    }

    /** The faults of a kind that overlapped with no other. */
    List<FaultRecord> alone(FaultKind kind) {
        return evidence.faults().stream()
                .filter(fault -> fault.kind() == kind)
                .filter(fault -> evidence.faults().stream().noneMatch(other -> other != fault && other.touches(fault)))
                .toList();
    }

    /**
     * The recovery times in microseconds. For a member: from the fault until each of its tasks was started on another
     * one, or from when it could work until it did. For Redis: from when it answered until all waiting tasks had hints,
     * or until hints passed.
     */
    List<Long> recoveries(FaultRecord fault) {
        List<Long> all = new ArrayList<>(fault.recoveries());
        fault.harms().forEach(harm -> all.addAll(startedElsewhere(harm)));
        all.addAll(backToWork(fault).values());
        return all;
    }

    /**
     * The time from when members could work again until they did: until a coordinator accepted a task, an agent
     * started one, or an application committed one.
     *
     * @return the times by member, in microseconds; without members that did not work within a minute
     */
    Map<String, Long> backToWork(FaultRecord fault) {
        Map<String, Long> times = new TreeMap<>();
        for (FaultRecord.Back back : fault.backs()) {
            for (String member : back.members()) {
                Stream.of(accepted(member), started(member), committed(member))
                        .flatMapToLong(moments -> moments)
                        .filter(at -> at > back.at() && at < back.at() + LONGEST)
                        .min()
                        .ifPresent(at -> times.merge(member, at - back.at(), Math::max));
            }
        }
        return times;
    }

    private LongStream accepted(String coordinator) {
        return evidence.calls().stream()
                .flatMap(told -> told.answers().stream())
                .filter(answer -> answer.meaning() == Answer.Meaning.ACCEPTED)
                .filter(answer -> answer.coordinator().equals(coordinator))
                .mapToLong(Answer::answeredAt);
    }

    private LongStream started(String agent) {
        return evidence.executions().values().stream()
                .flatMap(Collection::stream)
                .filter(execution -> execution.process().startsWith(agent + "."))
                .mapToLong(Execution::startedAt);
    }

    private LongStream committed(String application) {
        return evidence.orders().begun().values().stream()
                .filter(order -> order.process().startsWith(application + "."))
                .map(Order::toldAt)
                .flatMap(Optional::stream)
                .mapToLong(at -> at);
    }

    /**
     * The times from commits to the first starts of their tasks, in microseconds.
     *
     * @param calm whether only commits in a calm count
     */
    List<Long> commitToStart(boolean calm) {
        List<Long> times = new ArrayList<>();
        for (Rows.TaskRow task : evidence.rows().tasks().values()) {
            Optional<Long> start = evidence.startOf(task.id());
            if (task.isOfOrder() && start.isPresent()) {
                evidence.orders()
                        .askedAt(task.call())
                        .filter(at -> !calm || evidence.isCalm(at, at + SOON))
                        .ifPresent(at -> times.add(start.get() - at));
            }
        }
        return times;
    }

    private List<Long> startedElsewhere(Harm harm) {
        Optional<Lived> life = evidence.lives().stream()
                .filter(lived -> lived.member().equals(harm.member()))
                .filter(lived -> lived.startedAt() < harm.from() && harm.from() <= lived.endedAt())
                .findFirst();
        if (life.isEmpty()) {
            return List.of();
        }
        List<Long> times = new ArrayList<>();
        for (List<Execution> executions : evidence.executions().values()) {
            boolean ran = executions.stream()
                    .anyMatch(execution -> execution.process().equals(life.get().name())
                            && execution.startedAt() <= harm.from()
                            && execution.endedAt() > harm.from());
            if (ran) {
                executions.stream()
                        .filter(execution ->
                                !execution.process().equals(life.get().name()))
                        .filter(execution ->
                                execution.startedAt() > harm.from() && execution.startedAt() < harm.to() + LONGEST)
                        .findFirst()
                        .ifPresent(next -> times.add(next.startedAt() - harm.from()));
            }
        }
        return times;
    }

    /**
     * The time after the fault's end until the rate was what it was before, in microseconds; empty if this cannot be
     * known.
     */
    Optional<Long> rateBackAfter(FaultRecord fault) {
        double before = rateBefore(fault);
        long next = evidence.faults().stream()
                .mapToLong(FaultRecord::startedAt)
                .filter(at -> at > fault.startedAt())
                .min()
                .orElse(Long.MAX_VALUE);
        long end = Math.min(Math.min(fault.endedAt() + LONGEST, next), evidence.loadEndedAt());
        for (long from = fault.endedAt(); from + WINDOW <= end; from += STEP) {
            if (rate(from, from + WINDOW) >= WHOLE * before) {
                return Optional.of(from - fault.endedAt());
            }
        }
        return Optional.empty();
    }

    /** The best rate in the minute after a fault, relative to the rate before it. */
    OptionalDouble rateAfter(FaultRecord fault) {
        double before = rateBefore(fault);
        double best = 0;
        for (long from = fault.endedAt();
                from + WINDOW <= Math.min(fault.endedAt() + LONGEST, evidence.loadEndedAt());
                from += STEP) {
            best = Math.max(best, rate(from, from + WINDOW));
        }
        return before > 0 && best > 0 ? OptionalDouble.of(best / before) : OptionalDouble.empty();
    }

    /** The expected rate is at most the rate of submits: before the fault the system may have been catching up. */
    private double rateBefore(FaultRecord fault) {
        return Math.min(offered, rate(fault.startedAt() - BEFORE, fault.startedAt()));
    }

    /** The number of tasks that succeeded per second. */
    private double rate(long from, long to) {
        return (place(to) - place(from)) / Time.seconds(to - from);
    }

    private int place(long at) {
        int place = Arrays.binarySearch(done, at);
        return place < 0 ? -place - 1 : place;
    }
}
