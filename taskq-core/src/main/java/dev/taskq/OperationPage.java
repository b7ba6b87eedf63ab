package dev.taskq;

import java.util.List;
import java.util.OptionalLong;

/**
 * One page of a list of operations, newest first. The number of rows read for a page is bounded, so a page may be short
 * or empty although another one follows. Immutable.
 *
 * @param operations the operations, without their selections
 * @param next the next page has the operations before this id; empty on the last page
 */
public record OperationPage(List<Operation> operations, OptionalLong next) {
    /** Copies the list. */
    public OperationPage {
        operations = List.copyOf(operations);
    }
}
