package dev.taskq.server.rest;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationFilter;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.OperationCalls;
import dev.taskq.server.call.OperationListRequest;
import dev.taskq.server.call.ServerCalls;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Set;

/** The calls about operations on many tasks. */
final class OperationEndpoints {
    private static final Set<String> LISTING = OperationFilters.with("limit", "cursor");

    private final OperationCalls operations;

    OperationEndpoints(ServerCalls calls) {
        this.operations = calls.operations();
    }

    /** The call that starts an operation with an action. */
    Endpoint start(OperationAction action) {
        return call -> {
            CallContext context = call.context();
            String body = Bodies.read(call.request(), JsonBody.SMALL);
            NewOperation operation = OperationBodies.read(body, action, context.origin());
            Operation started = operations.start(context, operation);
            Header location = HeaderValues.create(HeaderNames.LOCATION, "/v1/operations/" + started.id());
            return Answer.json(Status.ACCEPTED_202, JsonAnswers.operation(started), location);
        };
    }

    Answer get(Call call) {
        long id = idOf(call);
        return Answer.json(Status.OK_200, JsonAnswers.operation(operations.get(call.context(), id)));
    }

    Answer list(Call call) {
        QueryText query = QueryText.of(call.request(), LISTING);
        OperationFilter filter = OperationFilters.of(query);
        OperationListRequest request = new OperationListRequest(filter, query.limit(), query.cursor());
        return Answer.json(Status.OK_200, JsonAnswers.page(operations.list(call.context(), request)));
    }

    Answer cancel(Call call) {
        long id = idOf(call);
        JsonBody.requireNoFields(call.request());
        return Answer.json(Status.OK_200, JsonAnswers.operation(operations.cancel(call.context(), id)));
    }

    /** Refuses the method if the path names an operation. */
    static Answer refuse(Call call, String allowed) {
        idOf(call);
        return Answer.notAllowed(call.request().prologue().method().text(), allowed);
    }

    private static long idOf(Call call) {
        return Ids.ofOperation(call);
    }
}
