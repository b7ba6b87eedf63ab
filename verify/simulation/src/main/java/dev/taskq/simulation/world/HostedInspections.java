package dev.taskq.simulation.world;

import dev.taskq.CallDeadline;
import dev.taskq.ScheduledTasks;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.FailedTasks;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.ScheduledScan;
import dev.taskq.spi.ScheduledStep;
import dev.taskq.spi.SessionReadings;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskMark;
import dev.taskq.spi.TypeReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What clients and operators are shown, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param inspections the same chapter of the store in memory, opened for this process
 */
record HostedInspections(StoreHost host, Member member, Inspections inspections) implements Inspections {
    @Override
    public void report(SessionStatus status) {
        host.call(member, Operation.REPORT_STATUS, List.of(), () -> {
            inspections.report(status);
            return status;
        });
    }

    @Override
    public SessionReadings sessions() {
        return host.call(member, Operation.INSPECT, List.of(), inspections::sessions);
    }

    @Override
    public List<TypeReading> types() {
        return host.call(member, Operation.INSPECT, List.of(), () -> inspections.types());
    }

    @Override
    public List<TypeReading> types(Collection<String> names) {
        return host.call(member, Operation.INSPECT, List.of(), () -> inspections.types(names));
    }

    @Override
    public List<ScheduledStep> countScheduled(List<ScheduledScan> scans, int rows) {
        return host.call(member, Operation.INSPECT_TASKS, List.of(), () -> inspections.countScheduled(scans, rows));
    }

    @Override
    public ScheduledTasks scheduled(Instant from, Optional<String> owner, int most, int rows) {
        return host.call(
                member, Operation.INSPECT_TASKS, List.of(), () -> inspections.scheduled(from, owner, most, rows));
    }

    @Override
    public List<Integer> countDue(List<DueRange> ranges, int most) {
        return host.call(member, Operation.INSPECT_TASKS, List.of(), () -> inspections.countDue(ranges, most));
    }

    @Override
    public List<TaskDetail> details(Collection<Long> ids, CallDeadline caller) {
        return host.call(member, Operation.INSPECT_TASKS, List.of(), () -> inspections.details(ids, caller));
    }

    @Override
    public Map<Long, TaskMark> marks(Collection<Long> ids) {
        return host.call(member, Operation.INSPECT_TASKS, List.of(), () -> inspections.marks(ids));
    }

    @Override
    public FailedTasks failures(Duration window, int most) {
        return host.call(member, Operation.INSPECT_TASKS, List.of(), () -> inspections.failures(window, most));
    }
}
