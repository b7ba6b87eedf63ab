package dev.taskq.benchmarks;

import dev.taskq.client.NewTask;
import dev.taskq.client.TaskqClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;

/**
 * Callers that submit over HTTP to the coordinator's process, one task or a batch at a time, while agents run. They share
 * a client of taskq-client, as in a program. Only single posts have a connection for each caller, as cheap as can be,
 * unless {@link #byClient} says otherwise.
 */
final class HttpLoad {
    private static final long MOST_UNDER_WAY = 4_000;
    private static final String BODY = "{\"type\":\"noop\",\"params\":{\"due\":0}}";

    private final Target target;
    private final int batch;
    private final Duration each;
    private final int callers;
    private final boolean byClient;

    HttpLoad(Target target, int batch, Duration each, int callers) {
        this(target, batch, each, callers, batch > 1);
    }

    private HttpLoad(Target target, int batch, Duration each, int callers, boolean byClient) {
        this.target = target;
        this.batch = batch;
        this.each = each;
        this.callers = callers;
        this.byClient = byClient;
    }

    /** The same with taskq-client. */
    HttpLoad byClient() {
        return new HttpLoad(target, batch, each, callers, true);
    }

    Measured run() throws Exception {
        UnderWay underWay = new UnderWay(target.runs(), MOST_UNDER_WAY);
        try (Target.Serving agents = target.serve();
                TaskqClient client = target.client(callers)) {
            Cpu before = Cpu.of(target.stack());
            long begun = System.nanoTime();
            long number = Callers.run(callers, each, caller -> {
                Callers.Step step = byClient ? step(client) : step();
                return () -> underWay.track(step);
            });
            underWay.awaitAll();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Cpu used = Cpu.of(target.stack()).minus(before);
            String calls = (batch == 1 ? "single posts" : "batches of " + batch) + (byClient ? " by taskq-client" : "");
            return new Measured("HTTP end to end, " + calls + ", " + callers + " callers", number, took, used);
        }
    }

    private Callers.Step step(TaskqClient client) {
        NewTask task = Noop.task(0);
        return () -> {
            if (batch == 1) {
                client.submit(task);
            } else {
                client.submitAll(Collections.nCopies(batch, task));
            }
            return batch;
        };
    }

    private Callers.Step step() throws IOException {
        HttpConnection connection =
                new HttpConnection(target.stack().address(), target.stack().token(), "/v1/tasks");
        return () -> {
            connection.post(BODY);
            return 1;
        };
    }
}
