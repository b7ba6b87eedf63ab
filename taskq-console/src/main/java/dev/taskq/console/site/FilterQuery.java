package dev.taskq.console.site;

import dev.taskq.TaskFilter;
import dev.taskq.server.call.FilterTerms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A filter of tasks as the query of their list. */
final class FilterQuery {
    private FilterQuery() {}

    /** Its conditions, by their names in the API. */
    static List<Urls.Piece> pieces(TaskFilter filter) {
        return FilterTerms.of(filter).stream()
                .map(term -> new Urls.Piece(term.name(), term.value()))
                .toList();
    }

    /** The address of the list of its tasks; empty if an address cannot say it. */
    static Optional<String> address(TaskFilter filter) {
        List<Urls.Piece> pieces = pieces(filter);
        // An empty value in an address means that there is no such condition, and space around it is no part of it.
        boolean isSayable = pieces.stream()
                .allMatch(piece -> !piece.value().isEmpty()
                        && piece.value().equals(piece.value().strip()));
        if (!isSayable) {
            return Optional.empty();
        }
        String query = pieces.stream().map(Urls.Piece::toString).collect(Collectors.joining("&"));
        return Optional.of(query.isEmpty() ? Urls.TASKS : Urls.TASKS + "?" + query);
    }
}
