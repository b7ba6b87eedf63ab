package dev.taskq.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls about operations on many tasks. Thread-safe. */
public final class Operations {
    private static final String LIST = "/v1/operations";
    private static final String OPERATIONS = LIST + "/";
    private static final int PAGE = 100;

    private final Calls calls;

    Operations(Calls calls) {
        this.calls = calls;
    }

    /**
     * Starts an operation. If the answer is lost, the call is not repeated, so that one operation is started at most.
     *
     * @param operation the operation
     * @return the operation, which is carried out in the background
     * @throws TaskqClientException if it was not started; unless {@link TaskqClientException#isWithoutEffect()}, it may
     *     have been started
     * @throws InterruptedException if the thread was interrupted
     */
    public Operation start(NewOperation operation) throws InterruptedException {
        Call call = Call.post("/v1/tasks:" + operation.action().wireName())
                .withBody(calls.json().write(operation.json()))
                .onlyOnce();
        return Operation.of(calls.make(call));
    }

    /**
     * Reads an operation.
     *
     * @param id its id
     * @return the operation as it stands
     * @throws ProblemException with the status 404 if there is no such operation
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public Operation get(long id) throws InterruptedException {
        return Operation.of(calls.make(Call.get(OPERATIONS + id)));
    }

    /**
     * Lists operations, newest first. They are read while the stream is consumed, page by page. If the thread that
     * consumes it is interrupted, the stream throws {@link java.util.concurrent.CancellationException}, and the thread
     * stays interrupted.
     *
     * @param filter selects the operations
     * @return the operations; for one thread
     */
    public Stream<Operation> list(OperationFilter filter) {
        return Pages.stream(cursor -> {
            OperationPage page = page(filter, cursor, PAGE);
            return new Pages.Page<>(page.operations(), page.next());
        });
    }

    /**
     * Reads one page of a list.
     *
     * @param filter selects the operations
     * @param cursor the {@link OperationPage#next()} of an earlier page with the same filter; empty for the first page
     * @param limit the most operations of the page, 1 to 1,000
     * @return the page
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public OperationPage page(OperationFilter filter, Optional<String> cursor, int limit) throws InterruptedException {
        Map<String, List<String>> query = new LinkedHashMap<>(filter.values());
        query.put("limit", List.of(Integer.toString(limit)));
        cursor.ifPresent(from -> query.put("cursor", List.of(from)));
        return OperationPage.of(calls.make(Call.get(LIST + Call.query(query))));
    }

    /**
     * Waits until an operation has ended. It is read again and again, after pauses of up to 1.6 s.
     *
     * @param id its id
     * @param longest how long to wait
     * @return the operation when it has ended, or as it stands when the time is over
     * @throws ProblemException with the status 404 if there is no such operation
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public Operation await(long id, Duration longest) throws InterruptedException {
        return new Polling(calls.pauses()).until(Operation::isFinal, longest, (wait, left) -> {
            Call call = Call.get(OPERATIONS + id);
            return Operation.of(
                    calls.json().read(calls.answer(call, calls.retries().within(left))));
        });
    }

    /**
     * Ends an operation early. What it did so far stays done.
     *
     * @param id its id
     * @return the operation
     * @throws ProblemException with the status 404 if there is no such operation
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Operation cancel(long id) throws InterruptedException {
        return Operation.of(calls.make(Call.post(OPERATIONS + id + ":cancel")));
    }
}
