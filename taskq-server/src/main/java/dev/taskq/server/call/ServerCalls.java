package dev.taskq.server.call;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.CallLimits;
import dev.taskq.server.Tokens;
import dev.taskq.server.rate.RateLimits;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All that the transports of one server share: the calls, the tokens, the memory for requests and answers, and the
 * stop. Thread-safe.
 */
public final class ServerCalls {
    private final Waits waits = new Waits();
    private final CallLimits limits;
    private final RateLimits rates = new RateLimits(System::nanoTime);
    private final Callers callers;
    private final TaskCalls tasks;
    private final TypeCalls types;
    private final OperationCalls operations;
    private final ScheduleCalls schedules;
    private final AgentCalls agents;
    private final AuditCalls audit;
    private final InspectionCalls inspections;
    private final HistoryCalls history;
    private final FollowCalls follows;
    private final OpenStreams streams = new OpenStreams();
    private final Health health;
    private final ByteBudget requests;
    private final ByteBudget answers;
    private volatile boolean stopping;

    /**
     * Creates the calls of a server.
     *
     * @param coordinator the coordinator, once it has started; started and closed by the caller
     * @param tokens the tokens that calls need
     * @param limits the limits of calls
     */
    public ServerCalls(Supplier<Optional<Coordinator>> coordinator, Tokens tokens, CallLimits limits) {
        this.limits = limits;
        this.callers = new Callers(tokens, rates);
        AuditTrail audit = new AuditTrail(coordinator);
        this.tasks = new TaskCalls(coordinator, limits, callers, waits, audit);
        this.types = new TypeCalls(coordinator, audit);
        this.operations = new OperationCalls(coordinator, audit);
        this.schedules = new ScheduleCalls(coordinator, audit);
        this.agents = new AgentCalls(coordinator, audit);
        this.audit = new AuditCalls(coordinator);
        this.inspections = new InspectionCalls(coordinator, tasks);
        this.history = new HistoryCalls(coordinator);
        this.follows = new FollowCalls(inspections, tasks, streams, () -> stopping);
        this.health = new Health(coordinator, () -> stopping);
        this.requests = new ByteBudget(limits.heldBytes(), "request bodies");
        this.answers = new ByteBudget(limits.heldBytes(), "answers");
    }

    public CallLimits limits() {
        return limits;
    }

    public Callers callers() {
        return callers;
    }

    /** The limits of the callers' rates. */
    public RateLimits rates() {
        return rates;
    }

    public TaskCalls tasks() {
        return tasks;
    }

    public TypeCalls types() {
        return types;
    }

    public OperationCalls operations() {
        return operations;
    }

    public ScheduleCalls schedules() {
        return schedules;
    }

    public AgentCalls agents() {
        return agents;
    }

    public AuditCalls audit() {
        return audit;
    }

    public InspectionCalls inspections() {
        return inspections;
    }

    public HistoryCalls history() {
        return history;
    }

    public FollowCalls follows() {
        return follows;
    }

    public Health health() {
        return health;
    }

    /** The memory for the bodies of requests. */
    public ByteBudget requests() {
        return requests;
    }

    /** The memory for large answers. */
    public ByteBudget answers() {
        return answers;
    }

    /**
     * Reports that the process stops: it is no longer ready, keeps no connection open, and answers waiting calls at
     * once.
     */
    public void stopping() {
        stopping = true;
        waits.cut();
        streams.cut();
    }

    /** Whether the process stops. */
    public boolean isStopping() {
        return stopping;
    }
}
