package dev.taskq.spring.boot;

import dev.taskq.AgentOverview;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.TypeOverview;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spring.Handlers;
import dev.taskq.spring.ScheduleLifecycle;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The actuator endpoint {@code taskq}: the types, the agents, the schedules, and what this application serves. */
@Endpoint(id = "taskq")
public final class TaskqEndpoint {
    private final Optional<Coordinator> coordinator;
    private final Optional<ScheduleLifecycle> schedules;
    private final Handlers handlers;

    TaskqEndpoint(Optional<Coordinator> coordinator, Optional<ScheduleLifecycle> schedules, Handlers handlers) {
        this.coordinator = coordinator;
        this.schedules = schedules;
        this.handlers = handlers;
    }

    /**
     * What is known of taskq. The types, agents and schedules are those of all processes; without a coordinator here they are left out.
     *
     * @return values that map to JSON
     */
    @ReadOperation
    public Map<String, Object> taskq() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("handlers", handlers());
        coordinator.ifPresent(one -> {
            all.put("leads", one.leads());
            all.put("types", one.types().stream().map(TaskqEndpoint::type).toList());
            all.put("agents", one.agents().stream().map(TaskqEndpoint::agent).toList());
        });
        schedules.ifPresent(known -> all.put(
                "schedules",
                known.all().stream().map(one -> schedule(one, known)).toList()));
        return all;
    }

    /** A schedule that this application has put, and that none of its methods declares any more, is not declared. */
    private static Map<String, Object> schedule(Schedule schedule, ScheduleLifecycle known) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", schedule.name());
        switch (schedule.definition().recurrence()) {
            case Recurrence.Cron(String expression, String zone) -> {
                one.put("cron", expression);
                one.put("zone", zone);
            }
            case Recurrence.Interval(Duration interval) -> one.put("every", interval.toString());
        }
        one.put("type", schedule.definition().type());
        one.put("paused", schedule.paused());
        schedule.nextFireAt().map(Instant::toString).ifPresent(time -> one.put("next_fire_at", time));
        schedule.last().firedAt().map(Instant::toString).ifPresent(time -> one.put("last_fire_at", time));
        if (known.isOwn(schedule)) {
            one.put("declared", known.isDeclared(schedule));
        }
        return one;
    }

    private List<Map<String, Object>> handlers() {
        return handlers.all().stream()
                .map(handler -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("type", handler.type().name());
                    one.put("params", handler.type().paramsClass().getName());
                    OptionalInt attempts = handler.type().defaults().maxAttempts();
                    attempts.ifPresent(number -> one.put("max_attempts", number));
                    handler.type().defaults().timeout().ifPresent(time -> one.put("timeout", time.toString()));
                    return one;
                })
                .toList();
    }

    private static Map<String, Object> type(TypeOverview type) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("type", type.name());
        one.put("paused", type.pause().isPresent());
        one.put("waiting", type.waiting());
        type.waitsSince().map(Instant::toString).ifPresent(time -> one.put("waits_since", time));
        one.put("scheduled", type.scheduled());
        one.put("running", type.running());
        one.put("agents", type.agents());
        return one;
    }

    private static Map<String, Object> agent(AgentOverview agent) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("session", agent.session());
        one.put("name", agent.name());
        one.put("host", agent.host());
        one.put("types", agent.types());
        one.put("since", agent.since().toString());
        agent.report().ifPresent(report -> {
            one.put("slots", report.slots());
            one.put("free_slots", report.freeSlots());
            one.put("running", report.running());
        });
        return one;
    }
}
