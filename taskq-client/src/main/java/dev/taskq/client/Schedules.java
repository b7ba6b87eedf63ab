package dev.taskq.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The calls about schedules: recurring tasks. Thread-safe. */
public final class Schedules {
    private static final String LIST = "/v1/schedules";
    private static final String SCHEDULES = LIST + "/";
    private static final int PAGE = 100;
    private static final int NOT_FOUND = 404;

    private final Calls calls;

    Schedules(Calls calls) {
        this.calls = calls;
    }

    /**
     * Stores a schedule, or changes the one of that name. A put of what is stored already changes nothing.
     *
     * @param schedule the schedule
     * @return the schedule as it is stored
     * @throws TaskqClientException if it was refused, or perhaps not stored
     * @throws InterruptedException if the thread was interrupted
     */
    public Schedule put(NewSchedule schedule) throws InterruptedException {
        Call call = Call.put(path(schedule.name())).withBody(calls.json().write(schedule.json(calls.json())));
        return Schedule.of(calls.make(call));
    }

    /**
     * Reads a schedule.
     *
     * @param name its name
     * @return the schedule as it stands
     * @throws ProblemException with the status 404 if there is no such schedule
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public Schedule get(String name) throws InterruptedException {
        return Schedule.of(calls.make(Call.get(path(name))));
    }

    /**
     * Lists schedules by name. They are read while the stream is consumed, page by page. If the thread that consumes it is
     * interrupted, the stream throws {@link java.util.concurrent.CancellationException}, and the thread stays interrupted.
     *
     * @return the schedules, without params; for one thread
     */
    public Stream<Schedule> list() {
        return Pages.stream(cursor -> {
            Map<String, List<String>> query = new LinkedHashMap<>();
            query.put("limit", List.of(Integer.toString(PAGE)));
            cursor.ifPresent(from -> query.put("cursor", List.of(from)));
            Fields page = calls.make(Call.get(LIST + Call.query(query)));
            return new Pages.Page<>(
                    page.objects("schedules").stream().map(Schedule::of).toList(), page.textIfAny("next_cursor"));
        });
    }

    /**
     * Pauses a schedule: it does not fire.
     *
     * @param name its name
     * @return the schedule
     * @throws ProblemException with the status 404 if there is no such schedule
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Schedule pause(String name) throws InterruptedException {
        return Schedule.of(calls.make(Call.post(path(name) + ":pause")));
    }

    /**
     * Resumes a schedule. What passed while it was paused is not caught up with.
     *
     * @param name its name
     * @return the schedule
     * @throws ProblemException with the status 404 if there is no such schedule
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Schedule resume(String name) throws InterruptedException {
        return Schedule.of(calls.make(Call.post(path(name) + ":resume")));
    }

    /**
     * Queues one task of a schedule now. An idempotency key protects the client's own repeats.
     *
     * @param name its name
     * @return the id of the task
     * @throws ProblemException with the status 404 if there is no such schedule, and 409 if it does not overlap and its last
     *     task is not final
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public long run(String name) throws InterruptedException {
        Call call = Call.post(path(name) + ":run")
                .withHeaders(Map.of("Idempotency-Key", UUID.randomUUID().toString()));
        return calls.make(call).integer("id");
    }

    /**
     * Deletes a schedule. The tasks that it fired stay.
     *
     * @param name its name
     * @return whether there was one
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean delete(String name) throws InterruptedException {
        try {
            calls.answer(Call.delete(path(name)));
            return true;
        } catch (ProblemException e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static String path(String name) {
        return SCHEDULES + Call.encoded(name);
    }
}
