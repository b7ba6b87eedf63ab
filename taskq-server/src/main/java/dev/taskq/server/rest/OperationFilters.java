package dev.taskq.server.rest;

import dev.taskq.OperationAction;
import dev.taskq.OperationFilter;
import dev.taskq.OperationStatus;
import dev.taskq.TaskRejectedException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the filter of a list of operations from its query. */
final class OperationFilters {
    private static final String STATUS_ALLOWED = "must be one of "
            + Arrays.stream(OperationStatus.values())
                    .map(OperationStatus::wireName)
                    .collect(Collectors.joining(", "));
    private static final String ACTION_ALLOWED = "must be one of "
            + Arrays.stream(OperationAction.values())
                    .map(OperationAction::wireName)
                    .collect(Collectors.joining(", "));

    private OperationFilters() {}

    /** The names of a filter's parameters, and others. */
    static Set<String> with(String... others) {
        Set<String> names = new TreeSet<>(List.of("status", "action", "caller"));
        names.addAll(List.of(others));
        return names;
    }

    static OperationFilter of(QueryText query) {
        Set<OperationStatus> statuses = EnumSet.noneOf(OperationStatus.class);
        statuses.addAll(query.values("status", OperationFilters::status, STATUS_ALLOWED));
        OperationFilter ofStatuses = OperationFilter.ALL.withStatuses(statuses);
        OperationFilter filter = query.value("action", OperationFilters::action, ACTION_ALLOWED)
                .map(ofStatuses::withAction)
                .orElse(ofStatuses);
        return query.value("caller", name -> ofCaller(filter, name), "must be at most 1,000 characters")
                .orElse(filter);
    }

    private static Optional<OperationStatus> status(String text) {
        return Arrays.stream(OperationStatus.values())
                .filter(status -> status.wireName().equals(text))
                .findFirst();
    }

    private static Optional<OperationAction> action(String text) {
        return Arrays.stream(OperationAction.values())
                .filter(action -> action.wireName().equals(text))
                .findFirst();
    }

    private static Optional<OperationFilter> ofCaller(OperationFilter filter, String name) {
        try {
            return Optional.of(filter.withCaller(name));
        } catch (TaskRejectedException e) {
            return Optional.empty();
        }
    }
}
