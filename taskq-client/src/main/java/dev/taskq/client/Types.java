package dev.taskq.client;

import java.util.List;
import java.util.Optional;

/** The calls about types and the agents that serve them. Thread-safe. */
public final class Types {
    private static final String TYPES = "/v1/types";

    private final Calls calls;

    Types(Calls calls) {
        this.calls = calls;
    }

    /**
     * Reads all types.
     *
     * @return the types
     * @throws TaskqClientException if they cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public List<TypeInfo> list() throws InterruptedException {
        return calls.make(Call.get(TYPES)).objects("types").stream()
                .map(TypeInfo::of)
                .toList();
    }

    /**
     * Reads one type.
     *
     * @param type its name
     * @return the type
     * @throws ProblemException with the status 404 if there is no such type
     * @throws TaskqClientException if it cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public TypeInfo get(String type) throws InterruptedException {
        return TypeInfo.of(calls.make(Call.get(path(type, ""))));
    }

    /**
     * Stops the dispatch of a type, within a second. Running tasks continue, and submits are accepted.
     *
     * @param type its name
     * @return what may be wrong with the name, as a sentence: no agent has ever served such a type
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<String> pause(String type) throws InterruptedException {
        return calls.make(Call.post(path(type, ":pause"))).textIfAny("warning");
    }

    /**
     * Starts the dispatch of a type again.
     *
     * @param type its name
     * @return what may be wrong with the name, as a sentence: no agent has ever served such a type
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<String> resume(String type) throws InterruptedException {
        return calls.make(Call.post(path(type, ":resume"))).textIfAny("warning");
    }

    /**
     * Reads the living agents.
     *
     * @return the agents
     * @throws TaskqClientException if they cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public List<AgentInfo> agents() throws InterruptedException {
        return calls.make(Call.get("/v1/agents")).objects("agents").stream()
                .map(AgentInfo::of)
                .toList();
    }

    /**
     * Asks an agent to take no more tasks, within about a second. It finishes what it runs, and lives until it is stopped. This cannot be
     * taken back.
     *
     * @param session its session
     * @return the agent
     * @throws ProblemException with the status 404 if no agent of that session lives
     * @throws TaskqClientException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    public AgentInfo drain(long session) throws InterruptedException {
        return AgentInfo.of(calls.make(Call.post("/v1/agents/" + session + ":drain")));
    }

    private static String path(String type, String action) {
        return TYPES + "/" + Call.encoded(type) + action;
    }
}
