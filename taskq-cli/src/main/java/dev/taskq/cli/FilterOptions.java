package dev.taskq.cli;

import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that select tasks. The coordinator checks their values. */
final class FilterOptions {
    @Option(
            names = "--status",
            split = ",",
            paramLabel = "STATUS",
            description = "In one of these statuses: scheduled, queued, running, succeeded, failed, cancelled.")
    private List<String> statuses = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "Of this type.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--caller", paramLabel = "NAME", description = "That this caller submitted.")
    private Optional<String> caller = Optional.empty();

    @Option(names = "--agent", paramLabel = "NAME", description = "That this agent runs or ran last.")
    private Optional<String> agent = Optional.empty();

    @Option(names = "--schedule", paramLabel = "NAME", description = "Of this schedule.")
    private Optional<String> schedule = Optional.empty();

    @Option(names = "--correlation-id", paramLabel = "ID", description = "With this correlation id.")
    private Optional<String> correlationId = Optional.empty();

    @Option(names = "--key", paramLabel = "KEY", description = "With this idempotency key.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--error", paramLabel = "TEXT", description = "With an error that contains this text.")
    private Optional<String> error = Optional.empty();

    @Option(
            names = "--created-after",
            paramLabel = "TIME",
            description = "Stored at this time or later: 2027-01-31T08:00:00Z, or 2h for two hours ago.")
    private Optional<Instant> createdAfter = Optional.empty();

    @Option(names = "--created-before", paramLabel = "TIME", description = "Stored before this time.")
    private Optional<Instant> createdBefore = Optional.empty();

    @Option(names = "--finished-after", paramLabel = "TIME", description = "Final since this time or later.")
    private Optional<Instant> finishedAfter = Optional.empty();

    @Option(names = "--finished-before", paramLabel = "TIME", description = "Final since before this time.")
    private Optional<Instant> finishedBefore = Optional.empty();

    /** What the options select; {@link TaskFilter#ALL} if there are none. */
    TaskFilter filter() {
        TaskFilter filter = TaskFilter.ALL;
        if (!statuses.isEmpty()) {
            filter = filter.withStatus(statuses.stream().map(TaskStatus::new).toArray(TaskStatus[]::new));
        }
        filter = type.map(filter::withType).orElse(filter);
        filter = caller.map(filter::withCaller).orElse(filter);
        filter = agent.map(filter::withAgent).orElse(filter);
        filter = schedule.map(filter::withSchedule).orElse(filter);
        filter = correlationId.map(filter::withCorrelationId).orElse(filter);
        filter = key.map(filter::withIdempotencyKey).orElse(filter);
        filter = error.map(filter::withErrorContaining).orElse(filter);
        filter = createdAfter.map(filter::createdAfter).orElse(filter);
        filter = createdBefore.map(filter::createdBefore).orElse(filter);
        filter = finishedAfter.map(filter::finishedAfter).orElse(filter);
        return finishedBefore.map(filter::finishedBefore).orElse(filter);
    }
}
