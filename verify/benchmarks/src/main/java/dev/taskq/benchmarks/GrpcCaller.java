package dev.taskq.benchmarks;

import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.TaskServiceGrpc.TaskServiceStub;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A caller that submits the same task again as soon as it has the answer. It has no thread of its own: on a machine that
 * load and system share, the threads of the load would be a good part of what is measured.
 */
final class GrpcCaller implements StreamObserver<SubmitResponse> {
    private final TaskServiceStub tasks;
    private final SubmitRequest task;
    private final UnderWay underWay;
    private final ScheduledExecutorService thread;
    private final long end;
    private final CompletableFuture<Long> all = new CompletableFuture<>();
    private long number;

    /**
     * Creates a caller.
     *
     * @param thread runs its pauses
     * @param end when it stops, on the clock of {@link System#nanoTime}
     */
    GrpcCaller(
            TaskServiceStub tasks, SubmitRequest task, UnderWay underWay, ScheduledExecutorService thread, long end) {
        this.tasks = tasks;
        this.task = task;
        this.underWay = underWay;
        this.thread = thread;
        this.end = end;
    }

    /** The number of its tasks, when it has stopped. */
    CompletableFuture<Long> start() {
        thread.execute(this::next);
        return all;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failure of next() is that of the call, which onError sees
    private void next() {
        if (System.nanoTime() - end >= 0) {
            all.complete(number);
        } else if (underWay.isFull()) {
            thread.schedule(this::next, UnderWay.SCAN.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            tasks.submit(task, this);
        }
    }

    @Override
    public void onNext(SubmitResponse answer) {
        number++;
        underWay.submitted(1);
    }

    @Override
    public void onError(Throwable failure) {
        all.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        next();
    }
}
