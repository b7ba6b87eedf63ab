package dev.taskq.engine;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of calls, and tells each call what became of it. A batch that the store refuses is split until only the calls fail
 * that are at fault. Nothing is repeated whose outcome is unknown. Thread-safe.
 */
final class BatchWriter<T, R> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final GroupCommit.Writer<T, R> writer;

    BatchWriter(GroupCommit.Writer<T, R> writer) {
        this.writer = writer;
    }

    /** Writes a batch; gives the failure that says that the store is away, if it is. */
    Optional<RuntimeException> write(List<Call<T, R>> batch) {
        List<T> items = new ArrayList<>();
        batch.forEach(call -> items.addAll(call.items()));
        List<R> results;
        try {
            results = writer.write(items);
        } catch (RuntimeException e) {
            if (batch.size() > 1 && isGuilt(e)) {
                int half = batch.size() / 2;
                Optional<RuntimeException> first = write(batch.subList(0, half));
                Optional<RuntimeException> second = write(batch.subList(half, batch.size()));
                return first.or(() -> second);
            }
            batch.forEach(call -> call.failed(e));
            return isAway(e) ? Optional.of(e) : Optional.empty();
        } catch (Error e) {
            // The callers must hear of it, and the flusher goes on: those that come next may fare better.
            LOG.error("a batch met an error", e);
            batch.forEach(call -> call.failed(new OutcomeUnknownException(List.of(), e)));
            return Optional.empty();
        }
        int from = 0;
        for (Call<T, R> call : batch) {
            int to = from + call.items().size();
            call.done(results.subList(from, to));
            from = to;
        }
        return Optional.empty();
    }

    private static boolean isAway(RuntimeException failure) {
        return failure instanceof StoreUnavailableException && !(failure instanceof StoreBusyException);
    }

    /** Whether a failure may be one call's own, and surely changed nothing: then the others are written without it. */
    private static boolean isGuilt(RuntimeException failure) {
        return switch (failure) {
            case OutcomeUnknownException unknown -> false;
            case StoreBusyException busy -> true;
            case StoreUnavailableException unavailable -> false;
            default -> true;
        };
    }
}
