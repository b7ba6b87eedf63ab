package dev.taskq.benchmarks;

import java.time.Duration;
import java.util.Collections;

/** Callers that submit over HTTP to the coordinator's process, one task or a batch at a time, while agents run. */
final class HttpLoad {
    private static final long MOST_UNDER_WAY = 4_000;
    private static final String TASK = "{\"type\":\"noop\",\"params\":{\"due\":0}}";

    private final Bench bench;
    private final int batch;
    private final Duration each;
    private final int callers;

    HttpLoad(Bench bench, int batch, Duration each, int callers) {
        this.bench = bench;
        this.batch = batch;
        this.each = each;
        this.callers = callers;
    }

    Measured run() throws Exception {
        String path = batch == 1 ? "/v1/tasks" : "/v1/tasks:batch";
        String body = batch == 1 ? TASK : "{\"tasks\":[" + String.join(",", Collections.nCopies(batch, TASK)) + "]}";
        bench.startAgents();
        UnderWay underWay = new UnderWay(bench.noop(), MOST_UNDER_WAY);
        Cpu before = Cpu.of(bench.stack());
        long begun = System.nanoTime();
        long number = Callers.run(callers, each, caller -> {
            HttpConnection connection =
                    new HttpConnection(bench.stack().address(), bench.stack().token(), path);
            return () -> underWay.track(() -> {
                connection.post(body);
                return batch;
            });
        });
        underWay.awaitAll();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Cpu used = Cpu.of(bench.stack()).minus(before);
        bench.stopAgents();
        String calls = batch == 1 ? "single posts" : "batches of " + batch;
        return new Measured("HTTP end to end, " + calls + ", " + callers + " callers", number, took, used);
    }
}
