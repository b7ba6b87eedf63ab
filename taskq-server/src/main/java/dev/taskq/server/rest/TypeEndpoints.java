package dev.taskq.server.rest;

import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.call.TypeCalls;
import dev.taskq.server.call.TypeState;
import io.helidon.http.Status;

/** The calls about types. */
final class TypeEndpoints {
    private final TypeCalls types;

    TypeEndpoints(ServerCalls calls) {
        this.types = calls.types();
    }

    Answer pause(Call call) {
        return answer(types.pause(call.context(), namedIn(call)));
    }

    Answer resume(Call call) {
        return answer(types.resume(call.context(), namedIn(call)));
    }

    private static Answer answer(TypeState state) {
        return Answer.json(Status.OK_200, JsonAnswers.type(state)).withWarning(state.warning());
    }

    /** Refuses the method if the path names a type. */
    static Answer refuse(Call call, String allowed) {
        typeOf(call);
        return Answer.notAllowed(call.request().prologue().method().text(), allowed);
    }

    private static String namedIn(Call call) {
        String type = typeOf(call);
        JsonBody.requireNoFields(call.request());
        return type;
    }

    /** The type that the path names. */
    static String typeOf(Call call) {
        String type = call.request().path().pathParameters().get("type");
        TypeCalls.requireName(type);
        return type;
    }
}
