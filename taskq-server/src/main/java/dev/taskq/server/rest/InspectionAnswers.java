package dev.taskq.server.rest;

import static dev.taskq.server.rest.JsonAnswers.text;
import static dev.taskq.server.rest.JsonAnswers.time;
import static dev.taskq.server.rest.JsonAnswers.write;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskq.AgentOverview;
import dev.taskq.Explanation;
import dev.taskq.Explanation.Reason;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStatus;
import dev.taskq.TypeOverview;
import dev.taskq.server.text.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes the JSON of what is shown of types, agents and the life of tasks. Empty fields are left out. */
final class InspectionAnswers {
    private InspectionAnswers() {}

    static byte[] types(List<TypeOverview> types) {
        return write(json -> {
            json.writeArrayFieldStart("types");
            for (TypeOverview type : types) {
                json.writeStartObject();
                type(json, type);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] type(TypeOverview type) {
        return write(json -> type(json, type));
    }

    private static void type(JsonGenerator json, TypeOverview type) throws IOException {
        json.writeStringField("type", type.name());
        json.writeBooleanField("paused", type.pause().isPresent());
        time(json, "paused_since", type.pause().flatMap(TypeOverview.Pause::since));
        text(json, "paused_by", type.pause().flatMap(TypeOverview.Pause::by));
        json.writeBooleanField("announced", type.announced());
        json.writeNumberField("depth", type.waiting());
        time(json, "counted_at", type.countedAt());
        time(json, "waits_since", type.waitsSince());
        json.writeNumberField("scheduled", type.scheduled());
        json.writeNumberField("running", type.running());
        json.writeNumberField("agents", type.agents());
        json.writeObjectFieldStart("last_minute");
        json.writeNumberField("submitted", type.lastMinute().submitted());
        json.writeNumberField("finished", type.lastMinute().finished());
        json.writeNumberField("failed", type.lastMinute().failed());
        json.writeEndObject();
    }

    static byte[] agents(List<AgentOverview> agents) {
        return write(json -> {
            json.writeArrayFieldStart("agents");
            for (AgentOverview agent : agents) {
                json.writeStartObject();
                agent(json, agent);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] agent(AgentOverview agent) {
        return write(json -> agent(json, agent));
    }

    private static void agent(JsonGenerator json, AgentOverview agent) throws IOException {
        json.writeNumberField("session", agent.session());
        json.writeStringField("name", agent.name());
        json.writeStringField("host", agent.host());
        json.writeArrayFieldStart("types");
        for (String type : agent.types()) {
            json.writeString(type);
        }
        json.writeEndArray();
        json.writeStringField("since", agent.since().toString());
        json.writeBooleanField("draining", agent.draining());
        if (agent.report().isPresent()) {
            AgentOverview.Report report = agent.report().get();
            json.writeStringField("reported_at", report.at().toString());
            json.writeStringField("version", report.version());
            json.writeNumberField("slots", report.slots());
            json.writeNumberField("free_slots", report.freeSlots());
            json.writeNumberField("held_bytes", report.heldBytes());
            json.writeNumberField("held_max_bytes", report.heldMaxBytes());
            json.writeArrayFieldStart("running");
            for (long id : report.running()) {
                json.writeNumber(id);
            }
            json.writeEndArray();
        }
    }

    static byte[] explanation(Explanation explanation) {
        return write(json -> {
            json.writeNumberField("id", explanation.id());
            json.writeStringField("type", explanation.type());
            json.writeStringField("status", explanation.status().wireName());
            json.writeStringField("at", explanation.at().toString());
            json.writeArrayFieldStart("reasons");
            for (Reason reason : explanation.reasons()) {
                json.writeStartObject();
                json.writeStringField("reason", reason.wireName());
                json.writeStringField("text", reason.text());
                json.writeStringField("advice", reason.advice());
                facts(json, reason);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void facts(JsonGenerator json, Reason reason) throws IOException {
        switch (reason) {
            case Explanation.Final(var as, var at, var error) -> {
                json.writeStringField("since", at.toString());
                text(json, "error", error);
            }
            case Explanation.Running(var agent, var session, var since, var timeout) -> {
                json.writeStringField("agent", agent);
                json.writeNumberField("session", session);
                json.writeStringField("since", since.toString());
                json.writeStringField("timeout", Durations.format(timeout));
            }
            case Explanation.Overdue(var by) -> seconds(json, "overdue_seconds", Optional.of(by));
            case Explanation.AgentLost(var agent, var session, var since) -> {
                text(json, "agent", agent);
                json.writeNumberField("session", session);
                json.writeStringField("since", since.toString());
            }
            case Explanation.AgentSilent(var agent, var heardAt) -> {
                json.writeStringField("agent", agent);
                time(json, "heard_at", heardAt);
            }
            case Explanation.CancelRequested(var at) -> json.writeStringField("since", at.toString());
            case Explanation.Scheduled(var dueAt) -> json.writeStringField("due_at", dueAt.toString());
            case Explanation.BackingOff(var attempt, var outcome, var dueAt, var error) -> {
                json.writeNumberField("attempt", attempt);
                json.writeStringField("outcome", outcome.wireName());
                json.writeStringField("due_at", dueAt.toString());
                text(json, "error", error);
            }
            case Explanation.Due(var dueAt) -> json.writeStringField("due_at", dueAt.toString());
            case Explanation.Paused(var since, var by) -> {
                time(json, "since", since);
                text(json, "by", by);
            }
            case Explanation.NotServed(var everServed, var nearest) -> {
                json.writeBooleanField("ever_served", everServed);
                text(json, "nearest_type", nearest);
            }
            case Explanation.SuspectWaits(var losses, var agents) -> {
                json.writeNumberField("losses", losses);
                json.writeNumberField("agents", agents);
            }
            case Explanation.AgentsFull(var agents, var slots) -> {
                json.writeNumberField("agents", agents);
                json.writeNumberField("slots", slots);
            }
            case Explanation.MemoryFull(var agents, var room, var params) -> {
                json.writeNumberField("agents", agents);
                json.writeNumberField("room_bytes", room);
                json.writeNumberField("params_bytes", params);
            }
            case Explanation.WaitingItsTurn(var before, var more, var expected) -> {
                json.writeNumberField("before", before);
                json.writeBooleanField("more", more);
                seconds(json, "expected_seconds", expected);
            }
            case Explanation.HintsFailing() -> {}
            case Explanation.NoLeader() -> {}
        }
    }

    private static void seconds(JsonGenerator json, String name, Optional<Duration> time) throws IOException {
        if (time.isPresent()) {
            json.writeNumberField(name, time.get().toSeconds());
        }
    }

    static byte[] events(List<TaskEvent> events) {
        return write(json -> {
            json.writeArrayFieldStart("events");
            for (TaskEvent event : events) {
                json.writeStartObject();
                event(json, event);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] event(TaskEvent event) {
        return write(json -> event(json, event));
    }

    private static void event(JsonGenerator json, TaskEvent event) throws IOException {
        json.writeNumberField("id", event.id());
        json.writeStringField("event", event.kind().wireName());
        json.writeStringField("at", event.at().toString());
        json.writeNumberField("attempt", event.attempt());
        text(json, "agent", event.agent());
        text(json, "outcome", event.outcome().map(outcome -> outcome.wireName()));
        text(json, "status", event.status().map(TaskStatus::wireName));
        time(json, "due_at", event.dueAt());
        JsonAnswers.progress(json, event.progress());
        text(json, "error", event.error());
    }
}
