package dev.taskq.server.call;

import dev.taskq.AgentOverview;
import dev.taskq.AuditAction;
import dev.taskq.DrainResult;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.Scope;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls that steer agents. Each throws {@link ProblemException} if it fails. Thread-safe. */
public final class AgentCalls {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCalls.class);

    private final Supplier<Optional<Coordinator>> coordinator;
    private final AuditTrail audit;

    AgentCalls(Supplier<Optional<Coordinator>> coordinator, AuditTrail audit) {
        this.coordinator = coordinator;
        this.audit = audit;
    }

    /** Asks an agent to take no more tasks. What is told of it afterwards is what the same transaction has found. */
    public AgentOverview drain(CallContext context, long session) {
        context.require(Scope.ADMIN);
        Coordinator running = coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
        DrainResult drained = audit.change(
                        context, AuditAction.DRAIN_AGENT, "agent " + session, () -> running.drain(session))
                .orElseThrow(() -> new ProblemException(Problem.notFound("there is no such agent")));
        AgentOverview agent = drained.agent();
        if (drained.changed()) {
            audit.agent(context, AuditAction.DRAIN_AGENT, session, agent.name());
            LOG.info(
                    "agent asked to drain session={} name={} caller={}",
                    session,
                    agent.name(),
                    context.caller().name());
        }
        return agent;
    }
}
