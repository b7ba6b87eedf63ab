package dev.taskq.engine;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that waits, or is written. Compared by identity: to withdraw it, no two lists of items are compared. Thread-safe. */
final class Call<T, R> {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final List<T> items;
    private final long bytes;
    private final GroupCommit.Completion<R> completion;

    Call(List<T> items, long bytes, GroupCommit.Completion<R> completion) {
        this.items = items;
        this.bytes = bytes;
        this.completion = completion;
    }

    List<T> items() {
        return items;
    }

    long bytes() {
        return bytes;
    }

    void done(List<R> results) {
        try {
            completion.done(results);
        } catch (Throwable e) {
            LOG.error("the result of a call could not be told", e);
        }
    }

    void failed(RuntimeException failure) {
        try {
            completion.failed(failure);
        } catch (Throwable e) {
            LOG.error("the failure of a call could not be told", e);
        }
    }
}
