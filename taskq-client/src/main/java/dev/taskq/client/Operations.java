package dev.taskq.client;

import java.time.Duration;

/** The calls about operations on many tasks. Thread-safe. */
public final class Operations {
    private static final String OPERATIONS = "/v1/operations/";

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
