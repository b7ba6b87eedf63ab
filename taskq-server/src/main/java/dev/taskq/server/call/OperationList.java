package dev.taskq.server.call;

import dev.taskq.Operation;
import java.util.List;
import java.util.Optional;

/**
 * A page of a list of operations. Immutable.
 *
 * @param operations the operations, newest first
 * @param nextCursor the cursor of the next page; empty if this is the last
 */
public record OperationList(List<Operation> operations, Optional<String> nextCursor) {
    /** Copies the list. */
    public OperationList {
        operations = List.copyOf(operations);
    }
}
