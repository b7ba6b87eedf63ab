package dev.taskq.server.grpc;

import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The memory that one call holds: its request as it arrives, and its large answers, until its stream is closed. A
 * request that is too large or finds no room is refused before all of it has arrived. Thread-safe.
 */
final class HeldBytes extends ServerStreamTracer {
    private static final Context.Key<HeldBytes> KEY = Context.key("taskq-held-bytes");

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteBudget.Share request;
    private final ByteBudget.Share answers;
    private volatile Optional<Consumer<Problem>> whenRefused = Optional.empty();
    private volatile int most;
    private long arrived;
    private boolean closed;

    private HeldBytes(ServerCalls calls) {
        this.request = calls.requests().nothing();
        this.answers = calls.answers().nothing();
    }

    static ServerStreamTracer.Factory factory(ServerCalls calls) {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new HeldBytes(calls);
            }
        };
    }

    /** What the call of the current context holds. */
    static HeldBytes current() {
        return KEY.get();
    }

    /**
     * Before the request is read: limits it.
     *
     * @param bytes the most bytes of the request
     * @param action refuses the request; run by the thread that reads, and must not wait
     */
    void limit(int bytes, Consumer<Problem> action) {
        most = bytes;
        whenRefused = Optional.of(action);
    }

    /**
     * Takes room for an answer.
     *
     * @param areTaken whether the caller has taken the answers before, whose room is free then
     * @throws ProblemException if there is none
     */
    void answer(int bytes, boolean areTaken) {
        if (areTaken) {
            giveBack(answers);
        }
        grow(answers, bytes);
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        try {
            arrived += bytes;
            if (arrived > most) {
                throw new ProblemException(GrpcProblems.tooLarge(most));
            }
            grow(request, bytes);
        } catch (ProblemException e) {
            whenRefused.ifPresent(action -> action.accept(e.problem()));
        }
    }

    private void grow(ByteBudget.Share share, long bytes) {
        lock.lock();
        try {
            if (!closed) {
                share.grow(bytes);
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(ByteBudget.Share share) {
        lock.lock();
        try {
            share.giveBack();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void streamClosed(Status status) {
        lock.lock();
        try {
            closed = true;
            request.giveBack();
            answers.giveBack();
        } finally {
            lock.unlock();
        }
    }
}
