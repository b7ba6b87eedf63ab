package dev.taskq.server.rest;

import dev.taskq.server.call.AgentCalls;
import dev.taskq.server.call.ServerCalls;
import io.helidon.http.Status;

/** The calls that steer agents. */
final class AgentEndpoints {
    private final AgentCalls agents;

    AgentEndpoints(ServerCalls calls) {
        this.agents = calls.agents();
    }

    Answer drain(Call call) {
        long session = Ids.ofAgent(call);
        JsonBody.requireNoFields(call.request());
        return Answer.json(Status.OK_200, InspectionAnswers.agent(agents.drain(call.context(), session)));
    }

    /** Refuses the method if the path names an agent. */
    static Answer refuse(Call call, String allowed) {
        Ids.ofAgent(call);
        return Answer.notAllowed(call.request().prologue().method().text(), allowed);
    }
}
