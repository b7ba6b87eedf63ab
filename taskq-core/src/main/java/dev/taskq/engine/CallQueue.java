package dev.taskq.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The calls that wait for a batch, bounded in items and in bytes. Not thread-safe. */
final class CallQueue<T, R> {
    private final GroupCommit.Limits limits;
    private final Deque<Call<T, R>> calls = new ArrayDeque<>();
    private int items;
    private long bytes;

    CallQueue(GroupCommit.Limits limits) {
        this.limits = limits;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    int calls() {
        return calls.size();
    }

    int items() {
        return items;
    }

    /** Adds a call; false where it does not fit. A call alone always fits. */
    boolean add(Call<T, R> call) {
        boolean fits = (long) items + call.items().size() <= limits.queue().items()
                && bytes + call.bytes() <= limits.queue().bytes();
        if (!fits && !calls.isEmpty()) {
            return false;
        }
        calls.addLast(call);
        items += call.items().size();
        bytes += call.bytes();
        return true;
    }

    boolean remove(Call<T, R> call) {
        boolean removed = calls.remove(call);
        if (removed) {
            forget(call);
        }
        return removed;
    }

    /** The calls of the next batch: one at least, which may be larger than a batch. */
    List<Call<T, R>> takeBatch() {
        List<Call<T, R>> batch = new ArrayList<>();
        int batchItems = 0;
        long batchBytes = 0;
        while (!calls.isEmpty()) {
            Call<T, R> next = calls.getFirst();
            batchItems += next.items().size();
            batchBytes += next.bytes();
            if (!batch.isEmpty() && (batchItems > limits.items() || batchBytes > limits.bytes())) {
                break;
            }
            batch.add(calls.removeFirst());
            forget(next);
        }
        return batch;
    }

    List<Call<T, R>> takeAll() {
        List<Call<T, R>> all = List.copyOf(calls);
        calls.clear();
        items = 0;
        bytes = 0;
        return all;
    }

    private void forget(Call<T, R> call) {
        items -= call.items().size();
        bytes -= call.bytes();
    }
}
