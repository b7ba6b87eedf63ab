package dev.taskq.server.grpc;

import dev.taskq.ErrorReport;
import dev.taskq.TaskRejectedException;
import dev.taskq.proto.v1.ErrorGroup;
import dev.taskq.proto.v1.ErrorsRequest;
import dev.taskq.proto.v1.ErrorsResponse;
import java.util.Optional;

/** Reads and writes the messages of the errors of failed tasks. */
final class ErrorMessages {
    private ErrorMessages() {}

    /**
     * Reads the type of a request.
     *
     * @throws TaskRejectedException if it cannot be the name of a type
     */
    static Optional<String> read(ErrorsRequest request) {
        Fields fields = new Fields();
        Optional<String> type = request.hasType() ? fields.type("/type", request.getType()) : Optional.empty();
        fields.requireNone();
        return type;
    }

    static ErrorsResponse report(ErrorReport report) {
        ErrorsResponse.Builder message = ErrorsResponse.newBuilder()
                .setAt(TaskMessages.time(report.at()))
                .setSince(TaskMessages.time(report.since()))
                .setTasks(report.tasks())
                .setComplete(report.complete())
                .setAllErrors(report.allGroups());
        report.groups().forEach(group -> message.addErrors(group(group)));
        return message.build();
    }

    private static ErrorGroup group(dev.taskq.ErrorGroup group) {
        ErrorGroup.Builder message = ErrorGroup.newBuilder()
                .setType(group.type())
                .setError(group.error())
                .setTasks(group.tasks())
                .setFirstAt(TaskMessages.time(group.firstAt()))
                .setLastAt(TaskMessages.time(group.lastAt()))
                .setLastTask(group.lastTask())
                .addAllVersions(group.versions())
                .addAllCounts(group.counts());
        group.contains().ifPresent(message::setErrorContains);
        return message.build();
    }
}
