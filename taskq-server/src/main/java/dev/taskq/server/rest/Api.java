package dev.taskq.server.rest;

import dev.taskq.OperationAction;
import dev.taskq.server.CallLimits;
import dev.taskq.server.CorsOrigins;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.http.HttpMetrics;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.Optional;

/** The routes of the REST API, as {@code openapi.yaml} describes it. */
public final class Api {
    private static final String TASKS = "/v1/tasks";
    private static final String BATCH = "/v1/tasks:batch";
    private static final String CANCEL = "/v1/tasks/{id}:cancel";
    private static final String PAUSE = "/v1/types/{type}:pause";
    private static final String RESUME = "/v1/types/{type}:resume";
    private static final String CANCEL_MANY = "/v1/tasks:cancel";
    private static final String RETRY_MANY = "/v1/tasks:retry";
    private static final String RUN_MANY_NOW = "/v1/tasks:run_now";
    private static final String DELETE_MANY = "/v1/tasks:delete";
    private static final String OPERATIONS = "/v1/operations";
    private static final String OPERATION = "/v1/operations/{id}";
    private static final String CANCEL_OPERATION = "/v1/operations/{id}:cancel";
    private static final String SCHEDULES = "/v1/schedules";
    private static final String SCHEDULE = "/v1/schedules/{name}";
    private static final String RETRY = "/v1/tasks/{id}:retry";
    private static final String EXPLAIN = "/v1/tasks/{id}:explain";
    private static final String EVENTS = "/v1/tasks/{id}/events";
    private static final String TYPES = "/v1/types";
    private static final String TYPE = "/v1/types/{type}";
    private static final String AGENTS = "/v1/agents";
    private static final String DRAIN = "/v1/agents/{id}:drain";
    private static final String AUDIT = "/v1/audit";
    private static final String ERRORS = "/v1/errors";
    private static final String HISTORY = "/v1/history";
    static final String TASK = "/v1/tasks/{id}";

    private static final String POST = "POST";
    private static final String READ = "GET, HEAD";
    private static final String READ_OR_POST = "GET, HEAD, POST";
    private static final String READ_OR_DELETE = "DELETE, GET, HEAD";
    private static final String READ_OR_CHANGE = "DELETE, GET, HEAD, PUT";

    private Api() {}

    /**
     * Mounts all routes. Until the coordinator has started, calls about tasks get 503.
     *
     * @param routing where the routes are mounted
     * @param calls the calls
     * @param metrics where calls are measured, if metrics are on
     * @param origins which other origins may call
     * @param exposure how the metrics and the API description are served
     */
    public static void mount(
            HttpRouting.Builder routing,
            ServerCalls calls,
            Optional<HttpMetrics> metrics,
            CorsOrigins origins,
            Exposure exposure) {
        CallPipeline pipeline = new CallPipeline(calls, metrics, new Cors(origins));
        routing.options("/*", pipeline.preflight());
        exposure.port().ifPresent(internal -> internal.options("/*", pipeline.preflight()));
        CallLimits limits = calls.limits();
        TaskEndpoints tasks = new TaskEndpoints(calls);
        TypeEndpoints types = new TypeEndpoints(calls);
        OperationEndpoints operations = new OperationEndpoints(calls);
        InspectionEndpoints inspections = new InspectionEndpoints(calls);
        AgentEndpoints agents = new AgentEndpoints(calls);
        AuditEndpoints audit = new AuditEndpoints(calls);
        ProcessEndpoints process = new ProcessEndpoints(calls.health());
        // The first match answers. The most frequent routes come first, and each path ends with a route that refuses
        // all other methods.
        routing.post(TASKS, pipeline.owned(Scope.SUBMIT, limits.bodyBytes(), QueryText.none(tasks::submit)))
                .get(TASKS, pipeline.owned(Scope.READ, tasks::list))
                .head(TASKS, pipeline.owned(Scope.READ, tasks::list))
                .any(TASKS, pipeline.known(call -> notAllowed(call, READ_OR_POST)))
                .post(BATCH, pipeline.owned(Scope.SUBMIT, limits.batchBytes(), QueryText.none(tasks::submitBatch)))
                .any(BATCH, pipeline.known(call -> notAllowed(call, POST)))
                .post(CANCEL, pipeline.owned(Scope.ADMIN, JsonBody.SMALL, QueryText.none(tasks::cancel)))
                .any(CANCEL, pipeline.known(call -> TaskEndpoints.refuse(call, POST)))
                .post(RETRY, pipeline.owned(Scope.ADMIN, JsonBody.SMALL, QueryText.none(tasks::retry)))
                .any(RETRY, pipeline.known(call -> TaskEndpoints.refuse(call, POST)))
                .get(EXPLAIN, pipeline.owned(Scope.READ, QueryText.none(inspections::explain)))
                .head(EXPLAIN, pipeline.owned(Scope.READ, QueryText.none(inspections::explain)))
                .any(EXPLAIN, pipeline.known(call -> TaskEndpoints.refuse(call, READ)))
                .get(EVENTS, pipeline.owned(Scope.READ, QueryText.none(inspections::events)))
                .head(EVENTS, pipeline.owned(Scope.READ, QueryText.none(inspections::events)))
                .any(EVENTS, pipeline.known(call -> TaskEndpoints.refuse(call, READ)))
                .get(TASK, pipeline.owned(Scope.READ, tasks::get))
                .head(TASK, pipeline.owned(Scope.READ, tasks::get))
                .delete(TASK, pipeline.owned(Scope.ADMIN, QueryText.none(tasks::delete)))
                .any(TASK, pipeline.known(call -> TaskEndpoints.refuse(call, READ_OR_DELETE)))
                .post(PAUSE, pipeline.scoped(Scope.ADMIN, JsonBody.SMALL, QueryText.none(types::pause)))
                .any(PAUSE, pipeline.known(call -> TypeEndpoints.refuse(call, POST)))
                .post(RESUME, pipeline.scoped(Scope.ADMIN, JsonBody.SMALL, QueryText.none(types::resume)))
                .any(RESUME, pipeline.known(call -> TypeEndpoints.refuse(call, POST)))
                .get(TYPES, pipeline.scoped(Scope.READ, QueryText.none(inspections::types)))
                .head(TYPES, pipeline.scoped(Scope.READ, QueryText.none(inspections::types)))
                .any(TYPES, pipeline.known(call -> notAllowed(call, READ)))
                .get(TYPE, pipeline.scoped(Scope.READ, QueryText.none(inspections::type)))
                .head(TYPE, pipeline.scoped(Scope.READ, QueryText.none(inspections::type)))
                .any(TYPE, pipeline.known(call -> TypeEndpoints.refuse(call, READ)))
                .get(AGENTS, pipeline.scoped(Scope.READ, QueryText.none(inspections::agents)))
                .head(AGENTS, pipeline.scoped(Scope.READ, QueryText.none(inspections::agents)))
                .any(AGENTS, pipeline.known(call -> notAllowed(call, READ)))
                .post(DRAIN, pipeline.scoped(Scope.ADMIN, JsonBody.SMALL, QueryText.none(agents::drain)))
                .any(DRAIN, pipeline.known(call -> AgentEndpoints.refuse(call, POST)))
                .get(ERRORS, pipeline.scoped(Scope.READ, inspections::errors))
                .head(ERRORS, pipeline.scoped(Scope.READ, inspections::errors))
                .any(ERRORS, pipeline.known(call -> notAllowed(call, READ)))
                .get(AUDIT, pipeline.scoped(Scope.ADMIN, audit::list))
                .head(AUDIT, pipeline.scoped(Scope.ADMIN, audit::list))
                .any(AUDIT, pipeline.known(call -> notAllowed(call, READ)));
        HistoryEndpoints history = new HistoryEndpoints(calls);
        routing.get(HISTORY, pipeline.scoped(Scope.READ, history::read))
                .head(HISTORY, pipeline.scoped(Scope.READ, history::read))
                .any(HISTORY, pipeline.known(call -> notAllowed(call, READ)));
        many(routing, pipeline, CANCEL_MANY, operations.start(OperationAction.CANCEL));
        many(routing, pipeline, RETRY_MANY, operations.start(OperationAction.RETRY));
        many(routing, pipeline, RUN_MANY_NOW, operations.start(OperationAction.RUN_NOW));
        many(routing, pipeline, DELETE_MANY, operations.start(OperationAction.DELETE));
        schedules(routing, pipeline, limits, new ScheduleEndpoints(calls));
        routing.get(OPERATIONS, pipeline.owned(Scope.READ, operations::list))
                .head(OPERATIONS, pipeline.owned(Scope.READ, operations::list))
                .any(OPERATIONS, pipeline.known(call -> notAllowed(call, READ)))
                .post(CANCEL_OPERATION, pipeline.owned(Scope.ADMIN, JsonBody.SMALL, QueryText.none(operations::cancel)))
                .any(CANCEL_OPERATION, pipeline.known(call -> OperationEndpoints.refuse(call, POST)))
                .get(OPERATION, pipeline.owned(Scope.READ, QueryText.none(operations::get)))
                .head(OPERATION, pipeline.owned(Scope.READ, QueryText.none(operations::get)))
                .any(OPERATION, pipeline.known(call -> OperationEndpoints.refuse(call, READ)))
                .any("/v1/*", pipeline.known(Api::notFound))
                .any("/v1", pipeline.known(Api::notFound));
        health(routing, pipeline, process);
        exposure.port().ifPresent(internal -> health(internal, pipeline, process));
        HttpRouting.Builder shown = exposure.port().orElse(routing);
        Description description = new Description();
        show(shown, pipeline, exposure, "/openapi.yaml", call -> description.yaml());
        show(shown, pipeline, exposure, "/openapi.json", call -> description.json());
        SharedGzip gzip = new SharedGzip();
        exposure.metrics()
                .ifPresent(text ->
                        show(shown, pipeline, exposure, "/metrics", call -> ProcessEndpoints.metrics(text, gzip)));
        routing.any(pipeline.open(Api::notFound));
        exposure.port().ifPresent(internal -> internal.any(pipeline.open(Api::notFound)));
    }

    /** A path that starts an operation on many tasks. */
    private static void many(HttpRouting.Builder routing, CallPipeline pipeline, String path, Endpoint start) {
        routing.post(path, pipeline.owned(Scope.ADMIN, JsonBody.SMALL, QueryText.none(start)))
                .any(path, pipeline.known(call -> notAllowed(call, POST)));
    }

    private static void schedules(
            HttpRouting.Builder routing, CallPipeline pipeline, CallLimits limits, ScheduleEndpoints schedules) {
        action(routing, pipeline, ":pause", schedules::pause);
        action(routing, pipeline, ":resume", schedules::resume);
        action(routing, pipeline, ":run", schedules::run);
        routing.get(SCHEDULES, pipeline.owned(Scope.READ, schedules::list))
                .head(SCHEDULES, pipeline.owned(Scope.READ, schedules::list))
                .any(SCHEDULES, pipeline.known(call -> notAllowed(call, READ)))
                .get(SCHEDULE, pipeline.owned(Scope.READ, QueryText.none(schedules::get)))
                .head(SCHEDULE, pipeline.owned(Scope.READ, QueryText.none(schedules::get)))
                .put(SCHEDULE, pipeline.owned(Scope.ADMIN, limits.bodyBytes(), QueryText.none(schedules::put)))
                .delete(SCHEDULE, pipeline.owned(Scope.ADMIN, QueryText.none(schedules::delete)))
                .any(SCHEDULE, pipeline.known(call -> ScheduleEndpoints.refuse(call, READ_OR_CHANGE)));
    }

    private static void action(HttpRouting.Builder routing, CallPipeline pipeline, String name, Endpoint act) {
        routing.post(SCHEDULE + name, pipeline.owned(Scope.ADMIN, JsonBody.SMALL, QueryText.none(act)))
                .any(SCHEDULE + name, pipeline.known(call -> ScheduleEndpoints.refuse(call, POST)));
    }

    private static void health(HttpRouting.Builder routing, CallPipeline pipeline, ProcessEndpoints process) {
        page(routing, pipeline, "/healthz", pipeline.open(QueryText.none(process::health)));
        page(routing, pipeline, "/readyz", pipeline.open(QueryText.none(process::readiness)));
    }

    private static void show(
            HttpRouting.Builder routing, CallPipeline pipeline, Exposure exposure, String path, Endpoint endpoint) {
        Endpoint read = QueryText.none(endpoint);
        page(routing, pipeline, path, exposure.token() ? pipeline.scoped(Scope.READ, read) : pipeline.open(read));
    }

    /** A resource that can only be read. */
    private static void page(HttpRouting.Builder routing, CallPipeline pipeline, String path, Handler handler) {
        routing.get(path, handler).head(path, handler).any(path, pipeline.open(call -> notAllowed(call, READ)));
    }

    private static Answer notFound(Call call) {
        throw new ProblemException(Problem.notFound("this path does not exist"));
    }

    private static Answer notAllowed(Call call, String allowed) {
        return Answer.notAllowed(call.request().prologue().method().text(), allowed);
    }
}
