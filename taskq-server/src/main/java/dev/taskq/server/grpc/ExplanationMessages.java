package dev.taskq.server.grpc;

import com.google.protobuf.util.Durations;
import dev.taskq.proto.v1.Explanation;
import dev.taskq.proto.v1.Reason;
import dev.taskq.proto.v1.ReasonKind;

/** Writes explanations as messages. Empty fields are not set. */
final class ExplanationMessages {
    private ExplanationMessages() {}

    static Explanation explanation(dev.taskq.Explanation explanation) {
        Explanation.Builder message = Explanation.newBuilder()
                .setId(explanation.id())
                .setType(explanation.type())
                .setStatus(TaskMessages.status(explanation.status()))
                .setAt(TaskMessages.time(explanation.at()));
        explanation
                .reasons()
                .forEach(reason ->
                        message.addReasons(facts(reason).setText(reason.text()).setAdvice(reason.advice())));
        return message.build();
    }

    private static Reason.Builder facts(dev.taskq.Explanation.Reason reason) {
        return switch (reason) {
            case dev.taskq.Explanation.Final it -> facts(it);
            case dev.taskq.Explanation.Running it -> facts(it);
            case dev.taskq.Explanation.Overdue(var by) ->
                of(ReasonKind.REASON_KIND_OVERDUE).setOverdueSeconds(by.toSeconds());
            case dev.taskq.Explanation.AgentLost it -> facts(it);
            case dev.taskq.Explanation.AgentSilent it -> facts(it);
            case dev.taskq.Explanation.CancelRequested(var at) ->
                of(ReasonKind.REASON_KIND_CANCEL_REQUESTED).setSince(TaskMessages.time(at));
            case dev.taskq.Explanation.Scheduled(var dueAt) ->
                of(ReasonKind.REASON_KIND_SCHEDULED).setDueAt(TaskMessages.time(dueAt));
            case dev.taskq.Explanation.BackingOff it -> facts(it);
            case dev.taskq.Explanation.Due(var dueAt) ->
                of(ReasonKind.REASON_KIND_DUE).setDueAt(TaskMessages.time(dueAt));
            case dev.taskq.Explanation.Paused it -> facts(it);
            case dev.taskq.Explanation.NotServed it -> facts(it);
            case dev.taskq.Explanation.SuspectWaits(var losses, var agents) ->
                of(ReasonKind.REASON_KIND_SUSPECT_WAITS).setLosses(losses).setAgents(agents);
            case dev.taskq.Explanation.AgentsFull(var agents, var slots) ->
                of(ReasonKind.REASON_KIND_AGENTS_FULL).setAgents(agents).setSlots(slots);
            case dev.taskq.Explanation.MemoryFull(var agents, var room, var params) ->
                of(ReasonKind.REASON_KIND_MEMORY_FULL)
                        .setAgents(agents)
                        .setRoomBytes(room)
                        .setParamsBytes(params);
            case dev.taskq.Explanation.WaitingItsTurn it -> facts(it);
            case dev.taskq.Explanation.HintsFailing() -> of(ReasonKind.REASON_KIND_HINTS_FAILING);
            case dev.taskq.Explanation.NoLeader() -> of(ReasonKind.REASON_KIND_NO_LEADER);
        };
    }

    private static Reason.Builder of(ReasonKind kind) {
        return Reason.newBuilder().setReason(kind);
    }

    private static Reason.Builder facts(dev.taskq.Explanation.Final reason) {
        Reason.Builder message = of(ReasonKind.REASON_KIND_FINAL).setSince(TaskMessages.time(reason.at()));
        reason.error().ifPresent(message::setError);
        return message;
    }

    private static Reason.Builder facts(dev.taskq.Explanation.Running reason) {
        return of(ReasonKind.REASON_KIND_RUNNING)
                .setAgent(reason.agent())
                .setSession(reason.session())
                .setSince(TaskMessages.time(reason.since()))
                .setTimeout(Durations.fromNanos(reason.timeout().toNanos()));
    }

    private static Reason.Builder facts(dev.taskq.Explanation.AgentLost reason) {
        Reason.Builder message = of(ReasonKind.REASON_KIND_AGENT_LOST)
                .setSession(reason.session())
                .setSince(TaskMessages.time(reason.since()));
        reason.agent().ifPresent(message::setAgent);
        return message;
    }

    private static Reason.Builder facts(dev.taskq.Explanation.AgentSilent reason) {
        Reason.Builder message = of(ReasonKind.REASON_KIND_AGENT_SILENT).setAgent(reason.agent());
        reason.heardAt().ifPresent(time -> message.setHeardAt(TaskMessages.time(time)));
        return message;
    }

    private static Reason.Builder facts(dev.taskq.Explanation.BackingOff reason) {
        Reason.Builder message = of(ReasonKind.REASON_KIND_BACKING_OFF)
                .setAttempt(reason.attempt())
                .setOutcome(TaskMessages.outcome(reason.outcome()))
                .setDueAt(TaskMessages.time(reason.dueAt()));
        reason.error().ifPresent(message::setError);
        return message;
    }

    private static Reason.Builder facts(dev.taskq.Explanation.Paused reason) {
        Reason.Builder message = of(ReasonKind.REASON_KIND_PAUSED);
        reason.since().ifPresent(time -> message.setSince(TaskMessages.time(time)));
        reason.by().ifPresent(message::setBy);
        return message;
    }

    private static Reason.Builder facts(dev.taskq.Explanation.NotServed reason) {
        Reason.Builder message = of(ReasonKind.REASON_KIND_NOT_SERVED).setEverServed(reason.everServed());
        reason.nearest().ifPresent(message::setNearestType);
        return message;
    }

    private static Reason.Builder facts(dev.taskq.Explanation.WaitingItsTurn reason) {
        Reason.Builder message = of(ReasonKind.REASON_KIND_WAITING_ITS_TURN)
                .setBefore(reason.before())
                .setMore(reason.more());
        reason.expected().ifPresent(time -> message.setExpectedSeconds(time.toSeconds()));
        return message;
    }
}
