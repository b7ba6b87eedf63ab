package dev.taskq.server.grpc;

import com.google.protobuf.util.Durations;
import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.SchedulePage;
import dev.taskq.TaskLimits;
import dev.taskq.proto.v1.CatchUp;
import dev.taskq.proto.v1.Overlap;
import dev.taskq.proto.v1.Schedule;
import dev.taskq.proto.v1.ScheduleDefinition;
import dev.taskq.proto.v1.ScheduleServiceListResponse;
import java.util.Optional;

/** Reads and writes the messages of schedules. */
final class ScheduleMessages {
    private ScheduleMessages() {}

    /**
     * Reads a definition.
     *
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static NewSchedule read(ScheduleDefinition message, String caller) {
        Fields fields = new Fields();
        Optional<Recurrence> recurrence = recurrence(fields, message);
        Optional<dev.taskq.CatchUp> catchUp = catchUp(fields, message);
        Optional<dev.taskq.Overlap> overlap = overlap(fields, message.getOverlap());
        TaskLimits limits = limits(fields, message);
        fields.requireNone();
        Optional<NewSchedule> read = fields.accept(
                "",
                () -> new NewSchedule(
                        message.getName(),
                        recurrence.orElseThrow(),
                        message.getType(),
                        message.hasParamsJson() ? message.getParamsJson() : "{}",
                        limits,
                        catchUp.orElseThrow(),
                        overlap.orElseThrow(),
                        caller));
        fields.requireNone();
        return read.orElseThrow();
    }

    private static Optional<Recurrence> recurrence(Fields fields, ScheduleDefinition message) {
        if (message.hasCron() == message.hasEvery()) {
            fields.violation(
                    message.hasCron() ? "/every" : "/cron",
                    message.hasCron() ? "must not be given together with cron" : "is required, or every instead of it");
            return Optional.empty();
        }
        if (message.hasCron()) {
            return Optional.of(new Recurrence.Cron(message.getCron(), message.hasZone() ? message.getZone() : "UTC"));
        }
        if (message.hasZone()) {
            fields.violation("/zone", "must not be given without cron");
        }
        return fields.duration("/every", message.getEvery())
                .flatMap(interval -> fields.accept("", () -> Recurrence.every(interval)));
    }

    private static Optional<dev.taskq.CatchUp> catchUp(Fields fields, ScheduleDefinition message) {
        CatchUp given = message.getCatchUp();
        if (message.hasCatchUpMax() != (given == CatchUp.CATCH_UP_ALL)) {
            fields.violation("/catch_up_max", "must be given if catch_up is all, and only then");
            return Optional.empty();
        }
        return switch (given) {
            case CATCH_UP_SKIP -> Optional.of(dev.taskq.CatchUp.skip());
            case CATCH_UP_UNSPECIFIED, CATCH_UP_ONE -> Optional.of(dev.taskq.CatchUp.one());
            case CATCH_UP_ALL -> fields.accept("", () -> dev.taskq.CatchUp.all(message.getCatchUpMax()));
            case UNRECOGNIZED -> {
                fields.violation("/catch_up", "must be skip, one or all");
                yield Optional.empty();
            }
        };
    }

    private static Optional<dev.taskq.Overlap> overlap(Fields fields, Overlap given) {
        return switch (given) {
            case OVERLAP_UNSPECIFIED, OVERLAP_ALLOW -> Optional.of(dev.taskq.Overlap.ALLOW);
            case OVERLAP_SKIP -> Optional.of(dev.taskq.Overlap.SKIP);
            case UNRECOGNIZED -> {
                fields.violation("/overlap", "must be allow or skip");
                yield Optional.empty();
            }
        };
    }

    private static TaskLimits limits(Fields fields, ScheduleDefinition message) {
        TaskLimits attempts = message.hasMaxAttempts()
                ? fields.accept("", () -> TaskLimits.DEFAULTS.withMaxAttempts(message.getMaxAttempts()))
                        .orElse(TaskLimits.DEFAULTS)
                : TaskLimits.DEFAULTS;
        return message.hasTimeout()
                ? fields.duration("/timeout", message.getTimeout())
                        .flatMap(time -> fields.accept("", () -> attempts.withTimeout(time)))
                        .orElse(attempts)
                : attempts;
    }

    static Schedule schedule(dev.taskq.Schedule schedule) {
        Schedule.Builder message = rest(schedule);
        message.getDefinitionBuilder().setParamsJson(schedule.definition().params());
        return message.build();
    }

    static ScheduleServiceListResponse page(SchedulePage page) {
        ScheduleServiceListResponse.Builder message = ScheduleServiceListResponse.newBuilder();
        page.schedules().forEach(schedule -> message.addSchedules(rest(schedule)));
        page.next().ifPresent(message::setNextPageToken);
        return message.build();
    }

    /** All that lists show. */
    private static Schedule.Builder rest(dev.taskq.Schedule schedule) {
        Schedule.Builder message = Schedule.newBuilder()
                .setDefinition(definition(schedule.definition()))
                .setPaused(schedule.paused())
                .setFired(schedule.counts().fired())
                .setSkipped(schedule.counts().skipped())
                .setCreatedAt(TaskMessages.time(schedule.createdAt()))
                .setUpdatedAt(TaskMessages.time(schedule.updatedAt()));
        schedule.nextFireAt().ifPresent(time -> message.setNextFireAt(TaskMessages.time(time)));
        schedule.last().firedAt().ifPresent(time -> message.setLastFireAt(TaskMessages.time(time)));
        schedule.last().task().ifPresent(message::setLastTaskId);
        schedule.last().skippedAt().ifPresent(time -> message.setLastSkippedAt(TaskMessages.time(time)));
        String caller = schedule.definition().caller();
        if (!caller.isEmpty()) {
            message.setCaller(caller);
        }
        return message;
    }

    private static ScheduleDefinition.Builder definition(NewSchedule definition) {
        ScheduleDefinition.Builder message =
                ScheduleDefinition.newBuilder().setName(definition.name()).setType(definition.type());
        switch (definition.recurrence()) {
            case Recurrence.Cron(String expression, String zone) ->
                message.setCron(expression).setZone(zone);
            case Recurrence.Interval(var interval) -> message.setEvery(Durations.fromNanos(interval.toNanos()));
        }
        definition.limits().maxAttempts().ifPresent(message::setMaxAttempts);
        definition.limits().timeout().ifPresent(time -> message.setTimeout(Durations.fromNanos(time.toNanos())));
        switch (definition.catchUp()) {
            case dev.taskq.CatchUp.Skip skip -> message.setCatchUp(CatchUp.CATCH_UP_SKIP);
            case dev.taskq.CatchUp.One one -> message.setCatchUp(CatchUp.CATCH_UP_ONE);
            case dev.taskq.CatchUp.All(int most) ->
                message.setCatchUp(CatchUp.CATCH_UP_ALL).setCatchUpMax(most);
        }
        return message.setOverlap(
                switch (definition.overlap()) {
                    case ALLOW -> Overlap.OVERLAP_ALLOW;
                    case SKIP -> Overlap.OVERLAP_SKIP;
                });
    }
}
