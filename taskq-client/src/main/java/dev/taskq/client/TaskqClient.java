package dev.taskq.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A client of one coordinator, or of a load balancer in front of several. Thread-safe.
 *
 * A call returns when the coordinator has answered it, and throws {@link ProblemException} if the answer is a problem,
 * {@link NoAnswerException} if there is none, and {@link BadAnswerException} if it cannot be read. Calls that could not
 * be carried out are repeated as {@link Retries} says. An interrupt of the thread ends the call and its connection; the
 * call throws {@link InterruptedException}, and may have been carried out.
 */
public final class TaskqClient implements AutoCloseable {
    private static final String TASKS = "/v1/tasks";
    private static final String EVENTS = "/events";
    private static final String KEY = "Idempotency-Key";
    private static final int PAGE = 100;
    private static final int NOT_FOUND = 404;

    private final Calls calls;

    TaskqClient(Calls calls) {
        this.calls = calls;
    }

    /**
     * Begins to make a client.
     *
     * @param coordinator the address, such as {@code http://localhost:8080}; a path is put in front of those of the API
     * @return the builder
     */
    public static TaskqClientBuilder builder(URI coordinator) {
        return new TaskqClientBuilder(coordinator);
    }

    /**
     * This client with a trace for its calls. Both share their connections, and are closed together.
     *
     * @param trace the trace
     * @return a client
     */
    public TaskqClient traced(Trace trace) {
        return new TaskqClient(calls.traced(trace));
    }

    /**
     * Submits a task. When this returns, the task is stored durably, once, however often the client had to repeat the
     * call: it makes an idempotency key for the task, if the task has none.
     *
     * @param task the task
     * @return its id
     * @throws TaskqClientException if it was not stored; unless {@link TaskqClientException#isWithoutEffect()}, it may
     *     have been stored
     * @throws InterruptedException if the thread was interrupted
     */
    public Submitted submit(NewTask task) throws InterruptedException {
        Optional<String> key = task.idempotencyKey().or(this::newKey);
        Call call = Call.post(TASKS).withHeaders(header(key)).withBody(Bodies.task(task, calls.json()));
        Answer answer = calls.answer(key.isPresent() ? call : call.onlyOnce());
        Fields stored = calls.json().read(answer);
        return new Submitted(
                stored.integer("id"),
                new TaskStatus(stored.text("status")),
                answer.header("Idempotent-Replay").isPresent(),
                stored.textIfAny("warning"),
                stored.whole());
    }

    /**
     * Submits several tasks, all or none. The same holds as for one task. Tasks without an idempotency key are given
     * one.
     *
     * @param tasks 1 to 1,000 tasks
     * @return what became of each, in their order
     * @throws TaskqClientException if they were not stored; unless {@link TaskqClientException#isWithoutEffect()}, they
     *     may have been stored
     * @throws InterruptedException if the thread was interrupted
     */
    public List<Submitted> submitAll(List<NewTask> tasks) throws InterruptedException {
        if (tasks.stream().allMatch(task -> task.idempotencyKey().isEmpty())) {
            return submitAll(tasks, List.of(), newKey());
        }
        List<Optional<String>> keys = tasks.stream()
                .map(task -> task.idempotencyKey().or(this::newKey))
                .toList();
        return submitAll(tasks, keys, Optional.empty());
    }

    /**
     * Submits several tasks, all or none, under one idempotency key for the whole list.
     *
     * @param tasks 1 to 1,000 tasks without keys of their own
     * @param key 1 to 255 printable ASCII characters
     * @return what became of each, in their order
     * @throws TaskqClientException if they were not stored; unless {@link TaskqClientException#isWithoutEffect()}, they
     *     may have been stored
     * @throws InterruptedException if the thread was interrupted
     */
    public List<Submitted> submitAll(List<NewTask> tasks, String key) throws InterruptedException {
        return submitAll(tasks, tasks.stream().map(NewTask::idempotencyKey).toList(), Optional.of(key));
    }

    private List<Submitted> submitAll(List<NewTask> tasks, List<Optional<String>> keys, Optional<String> key)
            throws InterruptedException {
        boolean allKeyed = key.isPresent() || (!keys.isEmpty() && keys.stream().allMatch(Optional::isPresent));
        Call call =
                Call.post(TASKS + ":batch").withHeaders(header(key)).withBody(Bodies.batch(tasks, keys, calls.json()));
        Fields answer = calls.make(allKeyed ? call : call.onlyOnce());
        return answer.objects("tasks").stream().map(TaskqClient::submitted).toList();
    }

    private static Submitted submitted(Fields stored) {
        return new Submitted(
                stored.integer("id"),
                new TaskStatus(stored.text("status")),
                stored.flag("replayed"),
                stored.textIfAny("warning"),
                stored.whole());
    }

    private static Map<String, String> header(Optional<String> key) {
        return key.map(given -> Map.of(KEY, given)).orElse(Map.of());
    }

    private Optional<String> newKey() {
        return calls.retries().areOn() ? Optional.of(UUID.randomUUID().toString()) : Optional.empty();
    }

    /**
     * Reads a task.
     *
     * @param id its id
     * @return the task as it stands
     * @throws ProblemException with the status 404 if there is no such task
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public Task get(long id) throws InterruptedException {
        return Task.of(calls.make(Call.get(TASKS + "/" + id)));
    }

    /**
     * Waits until a task is final.
     *
     * @param id its id
     * @param longest how long to wait
     * @return the task when it is final, or as it stands when the time is over: {@link Task#isFinal()} says which
     * @throws ProblemException with the status 404 if there is no such task
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public Task await(long id, Duration longest) throws InterruptedException {
        return new Polling(calls.pauses()).until(Task::isFinal, longest, (wait, left) -> {
            String query = wait.isZero() ? "" : "?wait=" + wait.toMillis() + "ms";
            Call call = Call.get(TASKS + "/" + id + query).withWait(wait);
            return Task.of(calls.json().read(calls.answer(call, calls.retries().within(left))));
        });
    }

    /**
     * Lists tasks, newest first. The tasks are read while the stream is consumed, page by page. If the thread that
     * consumes it is interrupted, the stream throws {@link java.util.concurrent.CancellationException}, and the thread
     * stays interrupted.
     *
     * @param filter selects the tasks
     * @return the tasks, without params, result and attempts; for one thread
     */
    public Stream<Task> list(TaskFilter filter) {
        return Pages.stream(cursor -> {
            TaskPage page = page(filter, cursor, PAGE);
            return new Pages.Page<>(page.tasks(), page.next());
        });
    }

    /**
     * Reads one page of a list.
     *
     * @param filter selects the tasks
     * @param cursor the {@link TaskPage#next()} of an earlier page with the same filter; empty for the first page
     * @param limit the most tasks of the page, 1 to 1,000
     * @return the page
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public TaskPage page(TaskFilter filter, Optional<String> cursor, int limit) throws InterruptedException {
        Map<String, List<String>> query = new LinkedHashMap<>(filter.values());
        query.put("limit", List.of(Integer.toString(limit)));
        cursor.ifPresent(from -> query.put("cursor", List.of(from)));
        return TaskPage.of(calls.make(Call.get(TASKS + Call.query(query))));
    }

    /**
     * Cancels a task, or asks it to stop if it runs.
     *
     * @param id its id
     * @return the task: cancelled, or running with {@link Task#cancelRequested()}, in which case it may still succeed
     * @throws ProblemException with the status 404 if there is no such task, 409 if it succeeded or failed before
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Task cancel(long id) throws InterruptedException {
        return Task.of(calls.make(Call.post(TASKS + "/" + id + ":cancel")));
    }

    /**
     * Queues a failed or cancelled task again, with all counts at 0, or a scheduled one before it is due, whose counts stay. If the
     * answer is lost, the call is not repeated, so that a task that failed again meanwhile is not queued twice.
     *
     * @param id its id
     * @return the task
     * @throws ProblemException with the status 404 if there is no such task, 409 if it is neither failed, cancelled nor scheduled
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Task retry(long id) throws InterruptedException {
        return Task.of(calls.make(Call.post(TASKS + "/" + id + ":retry").onlyOnce()));
    }

    /**
     * Queues a failed or cancelled task again, with all counts at 0, or a scheduled one before it is due, whose counts stay, if it
     * stands at an attempt. If the answer is lost, the call is repeated; the repeat is answered 409 if the first call was carried out.
     *
     * @param id its id
     * @param attempt the number of its last attempt
     * @return the task
     * @throws ProblemException with the status 404 if there is no such task, 409 if it is neither failed, cancelled nor scheduled,
     *     or has had another attempt
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Task retry(long id, int attempt) throws InterruptedException {
        byte[] body = calls.json().write(Map.of("attempt", attempt));
        return Task.of(calls.make(Call.post(TASKS + "/" + id + ":retry").withBody(body)));
    }

    /**
     * Deletes a final task with its attempts.
     *
     * @param id its id
     * @return false if there is no such task, or no longer
     * @throws ProblemException with the status 409 if it is not final
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean delete(long id) throws InterruptedException {
        try {
            calls.answer(Call.delete(TASKS + "/" + id));
            return true;
        } catch (ProblemException e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Explains why a task is where it is.
     *
     * @param id its id
     * @return the reasons, and what can be done
     * @throws ProblemException with the status 404 if there is no such task
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public Explanation explain(long id) throws InterruptedException {
        return Explanation.of(calls.make(Call.get(TASKS + "/" + id + ":explain")));
    }

    /**
     * Reads the life of a task so far.
     *
     * @param id its id
     * @return its events, oldest first
     * @throws ProblemException with the status 404 if there is no such task
     * @throws TaskqClientException if they cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public List<TaskEvent> events(long id) throws InterruptedException {
        return calls.make(Call.get(TASKS + "/" + id + EVENTS)).objects("events").stream()
                .map(TaskEvent::of)
                .toList();
    }

    /**
     * Watches a task: its events from the beginning, as they happen, until it is final. The connection is made by the
     * first call of {@link TaskEvents#next()}; it is not counted among the calls in progress.
     *
     * @param id its id
     * @return the events, to be closed
     */
    public TaskEvents watch(long id) {
        return new TaskEvents(calls, TASKS + "/" + id + EVENTS);
    }

    /**
     * The calls about types and agents.
     *
     * @return the calls, of this client
     */
    public Types types() {
        return new Types(calls);
    }

    /**
     * The calls about schedules: recurring tasks.
     *
     * @return the calls, of this client
     */
    public Schedules schedules() {
        return new Schedules(calls);
    }

    /**
     * The calls about operations on many tasks.
     *
     * @return the calls, of this client
     */
    public Operations operations() {
        return new Operations(calls);
    }

    /**
     * The calls that show what happened: the history, the errors and the audit log.
     *
     * @return the calls, of this client
     */
    public Reports reports() {
        return new Reports(calls);
    }

    /**
     * Whether the coordinator can accept tasks now. Asked once, without a token.
     *
     * @return true if it says so; false otherwise, also without an answer
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean isReady() throws InterruptedException {
        try {
            calls.answer(Call.get("/readyz"), Retries.NONE);
            return true;
        } catch (ProblemException | NoAnswerException e) {
            return false;
        }
    }

    /** Ends the calls in progress and all connections. May be called repeatedly. */
    @Override
    public void close() {
        calls.transport().close();
    }
}
