package dev.taskq.server.rest;

import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.Origin;
import dev.taskq.TaskFilter;
import dev.taskq.TaskSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the bodies of operations. For one use. */
final class OperationBodies {
    private final JsonBody body;
    private Optional<TaskFilter> filter = Optional.empty();
    private Optional<List<Long>> ids = Optional.empty();
    private OptionalInt limit = OptionalInt.empty();
    private boolean dryRun;

    private OperationBodies(JsonBody body) {
        this.body = body;
    }

    static NewOperation read(String text, OperationAction action, Origin origin) {
        return JsonBody.read(text, body -> new OperationBodies(body).read(action, origin))
                .orElseThrow(() -> new IllegalStateException("what is missing was a violation"));
    }

    /** Empty if it selects nothing. Everything wrong has become a violation. */
    private Optional<NewOperation> read(OperationAction action, Origin origin) throws IOException {
        if (!body.object("", this::take)) {
            return Optional.empty();
        }
        if (filter.isPresent() == ids.isPresent()) {
            body.violation("/filter", "is required, or ids instead of it; an empty filter selects all tasks");
            return Optional.empty();
        }
        Optional<NewOperation> operation = filter.map(given -> NewOperation.of(action, given))
                .or(() -> ids.filter(given -> !given.isEmpty()).map(given -> NewOperation.of(action, given)));
        return operation
                .map(it -> it.withOrigin(origin))
                .map(it -> limit.isPresent() ? it.withLimit(limit.getAsInt()) : it)
                .map(it -> dryRun ? it.asDryRun() : it);
    }

    private boolean take(String name, String at) throws IOException {
        switch (name) {
            case "filter" -> filter = Optional.of(new Filters.InBody(body).read(at));
            case "ids" -> takeIds(at);
            case "limit" -> takeLimit(at);
            case "dry_run" -> dryRun = body.flag(at);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void takeIds(String at) throws IOException {
        List<Long> given = new ArrayList<>();
        body.array(
                at, TaskSelection.MOST_IDS, (place, pointer) -> body.id(pointer).ifPresent(given::add));
        ids = Optional.of(given);
    }

    private void takeLimit(String at) throws IOException {
        String allowed = "must be a whole number from 1 to 999999999";
        limit = body.number(at, allowed);
        if (limit.isPresent() && limit.getAsInt() < 1) {
            body.violation(at, allowed);
            limit = OptionalInt.empty();
        }
    }
}
