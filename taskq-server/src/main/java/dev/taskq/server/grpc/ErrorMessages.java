package dev.taskq.server.grpc;

import dev.taskq.ErrorReport;
import dev.taskq.proto.v1.ErrorGroup;
import dev.taskq.proto.v1.ErrorsResponse;

/** Writes the errors of failed tasks as messages. */
final class ErrorMessages {
    private ErrorMessages() {}

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
                .addAllVersions(group.versions());
        group.contains().ifPresent(message::setErrorContains);
        return message.build();
    }
}
