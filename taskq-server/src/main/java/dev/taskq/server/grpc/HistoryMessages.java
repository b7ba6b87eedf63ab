package dev.taskq.server.grpc;

import com.google.protobuf.util.Durations;
import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory;
import dev.taskq.TaskRejectedException;
import dev.taskq.proto.v1.HistoryPoint;
import dev.taskq.proto.v1.HistoryRequest;
import dev.taskq.proto.v1.HistoryResponse;
import dev.taskq.proto.v1.HistoryTimes;
import dev.taskq.proto.v1.SlowAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads and writes the messages of the history. */
final class HistoryMessages {
    /** If the request does not say where it begins. */
    private static final int STEPS = 60;

    private static final String STEPS_ALLOWED = HistoryQuery.STEPS.stream()
            .map(dev.taskq.server.text.Durations::format)
            .collect(Collectors.joining(", "));

    private HistoryMessages() {}

    /**
     * Reads the request.
     *
     * @param now the time by the clock of the history
     * @throws TaskRejectedException if a field cannot be accepted
     */
    static HistoryQuery read(HistoryRequest request, Supplier<Instant> now) {
        Fields fields = new Fields();
        Optional<String> type = request.hasType() ? fields.type("/type", request.getType()) : Optional.empty();
        Duration step = request.hasStep()
                ? step(fields, request).orElse(HistoryQuery.STEPS.getFirst())
                : HistoryQuery.STEPS.getFirst();
        Optional<Instant> until =
                request.hasUntil() ? fields.time("/until", request.getUntil()) : Optional.of(now.get());
        Optional<Instant> from = request.hasFrom()
                ? fields.time("/from", request.getFrom())
                : until.map(end -> end.minus(step.multipliedBy(STEPS)));
        if (until.isPresent() && from.isPresent()) {
            checkRange(fields, from.get(), until.get(), step);
        }
        fields.requireNone();
        return new HistoryQuery(type, from.orElseThrow(), until.orElseThrow(), step);
    }

    private static Optional<Duration> step(Fields fields, HistoryRequest request) {
        Optional<Duration> step = fields.duration("/step", request.getStep());
        if (step.isPresent() && !HistoryQuery.STEPS.contains(step.get())) {
            fields.violation("/step", "must be one of " + STEPS_ALLOWED);
            return Optional.empty();
        }
        return step;
    }

    private static void checkRange(Fields fields, Instant from, Instant until, Duration step) {
        if (!from.isBefore(until)) {
            fields.violation("/from", "must be before until, which is now by default");
        } else if (Duration.between(from, until).compareTo(step.multipliedBy(HistoryQuery.MOST_STEPS - 1)) > 0) {
            fields.violation("/from", "must be less than " + HistoryQuery.MOST_STEPS + " steps before until");
        }
    }

    static HistoryResponse history(TaskHistory history) {
        HistoryResponse.Builder message = HistoryResponse.newBuilder()
                .setFrom(TaskMessages.time(history.query().from()))
                .setUntil(TaskMessages.time(history.query().until()))
                .setStep(duration(history.query().step()))
                .setTotal(counts(history.total()));
        history.query().type().ifPresent(message::setType);
        history.points().forEach(point -> message.addPoints(counts(point).setAt(TaskMessages.time(point.at()))));
        return message.build();
    }

    private static HistoryPoint.Builder counts(TaskHistory.Point point) {
        HistoryPoint.Builder message = HistoryPoint.newBuilder()
                .setSubmitted(point.counts().submitted())
                .setStarted(point.counts().started())
                .setSucceeded(point.counts().succeeded())
                .setFinished(point.counts().finished())
                .setFailedAttempts(point.counts().failedAttempts())
                .setFailedTasks(point.counts().failedTasks())
                .addAllVersions(point.versions());
        point.waits().ifPresent(times -> message.setWait(times(times)));
        point.runs().ifPresent(times -> message.setRun(times(times)));
        point.slowest()
                .ifPresent(slow -> message.setSlowest(
                        SlowAttempt.newBuilder().setTask(slow.task()).setRun(duration(slow.ran()))));
        return message;
    }

    private static HistoryTimes times(TaskHistory.Times times) {
        return HistoryTimes.newBuilder()
                .setP50(duration(times.p50()))
                .setP95(duration(times.p95()))
                .build();
    }

    private static com.google.protobuf.Duration duration(Duration time) {
        return Durations.fromNanos(time.toNanos());
    }
}
