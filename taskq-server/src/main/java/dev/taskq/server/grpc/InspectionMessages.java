package dev.taskq.server.grpc;

import dev.taskq.proto.v1.AgentOverview;
import dev.taskq.proto.v1.Recent;
import dev.taskq.proto.v1.TypeOverview;

/** Writes types and agents as messages. Empty fields are not set. */
final class InspectionMessages {
    private InspectionMessages() {}

    static TypeOverview type(dev.taskq.TypeOverview type) {
        TypeOverview.Builder message = TypeOverview.newBuilder()
                .setType(type.name())
                .setPaused(type.pause().isPresent())
                .setAnnounced(type.announced())
                .setDepth(type.waiting())
                .setScheduled(type.scheduled())
                .setRunning(type.running())
                .setAgents(type.agents())
                .setLastMinute(Recent.newBuilder()
                        .setSubmitted(type.lastMinute().submitted())
                        .setFinished(type.lastMinute().finished())
                        .setFailed(type.lastMinute().failed()));
        type.pause().ifPresent(pause -> {
            pause.since().ifPresent(time -> message.setPausedSince(TaskMessages.time(time)));
            pause.by().ifPresent(message::setPausedBy);
        });
        type.countedAt().ifPresent(time -> message.setCountedAt(TaskMessages.time(time)));
        type.waitsSince().ifPresent(time -> message.setWaitsSince(TaskMessages.time(time)));
        return message.build();
    }

    static AgentOverview agent(dev.taskq.AgentOverview agent) {
        AgentOverview.Builder message = AgentOverview.newBuilder()
                .setSession(agent.session())
                .setName(agent.name())
                .setHost(agent.host())
                .addAllTypes(agent.types())
                .setSince(TaskMessages.time(agent.since()))
                .setDraining(agent.draining());
        agent.report()
                .ifPresent(report -> message.setReportedAt(TaskMessages.time(report.at()))
                        .setVersion(report.version())
                        .setSlots(report.slots())
                        .setFreeSlots(report.freeSlots())
                        .setHeldBytes(report.heldBytes())
                        .setHeldMaxBytes(report.heldMaxBytes())
                        .addAllRunning(report.running()));
        return message.build();
    }
}
