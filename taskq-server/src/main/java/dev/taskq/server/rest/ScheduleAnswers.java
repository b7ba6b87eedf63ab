package dev.taskq.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.TaskStatus;
import dev.taskq.server.text.Durations;
import java.io.IOException;
import java.util.Optional;

/** Writes the JSON of schedules. Empty fields are left out. */
final class ScheduleAnswers {
    private ScheduleAnswers() {}

    static byte[] schedule(Schedule schedule) {
        return JsonAnswers.write(json -> {
            json.writeStringField("name", schedule.name());
            json.writeFieldName("params");
            json.writeRawValue(schedule.definition().params());
            rest(json, schedule);
        });
    }

    static byte[] page(SchedulePage page) {
        return JsonAnswers.write(json -> {
            json.writeArrayFieldStart("schedules");
            for (Schedule schedule : page.schedules()) {
                json.writeStartObject();
                json.writeStringField("name", schedule.name());
                rest(json, schedule);
                json.writeEndObject();
            }
            json.writeEndArray();
            JsonAnswers.text(json, "next_cursor", page.next());
        });
    }

    /** The task of a run. */
    static byte[] queued(long task) {
        return JsonAnswers.write(json -> {
            json.writeNumberField("id", task);
            json.writeStringField("status", TaskStatus.QUEUED.wireName());
        });
    }

    private static void rest(JsonGenerator json, Schedule schedule) throws IOException {
        NewSchedule definition = schedule.definition();
        switch (definition.recurrence()) {
            case Recurrence.Cron(String expression, String zone) -> {
                json.writeStringField("cron", expression);
                json.writeStringField("zone", zone);
            }
            case Recurrence.Interval(var interval) -> json.writeStringField("every", Durations.format(interval));
        }
        json.writeStringField("type", definition.type());
        if (definition.limits().maxAttempts().isPresent()) {
            json.writeNumberField(
                    "max_attempts", definition.limits().maxAttempts().getAsInt());
        }
        JsonAnswers.text(json, "timeout", definition.limits().timeout().map(Durations::format));
        switch (definition.catchUp()) {
            case CatchUp.Skip skip -> json.writeStringField("catch_up", "skip");
            case CatchUp.One one -> json.writeStringField("catch_up", "one");
            case CatchUp.All(int most) -> {
                json.writeStringField("catch_up", "all");
                json.writeNumberField("catch_up_max", most);
            }
        }
        json.writeStringField("overlap", definition.overlap().wireName());
        json.writeBooleanField("paused", schedule.paused());
        JsonAnswers.time(json, "next_fire_at", schedule.nextFireAt());
        JsonAnswers.time(json, "last_fire_at", schedule.last().firedAt());
        if (schedule.last().task().isPresent()) {
            json.writeNumberField("last_task_id", schedule.last().task().getAsLong());
        }
        JsonAnswers.time(json, "last_skipped_at", schedule.last().skippedAt());
        json.writeNumberField("fired", schedule.counts().fired());
        json.writeNumberField("skipped", schedule.counts().skipped());
        JsonAnswers.text(json, "caller", Optional.of(definition.caller()).filter(caller -> !caller.isEmpty()));
        JsonAnswers.time(json, "created_at", Optional.of(schedule.createdAt()));
        JsonAnswers.time(json, "updated_at", Optional.of(schedule.updatedAt()));
    }
}
