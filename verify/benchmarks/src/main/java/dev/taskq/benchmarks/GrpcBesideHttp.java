package dev.taskq.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Single submits over gRPC beside those over HTTP. Both are measured in each round, one after the other and in turn first,
 * so that whatever else the machine does concerns both.
 */
final class GrpcBesideHttp {
    private static final int CALLERS = 128;
    private static final int MOST_WARM_UPS = 10;
    private static final double NO_QUICKER = 1.05;

    private final Bench bench;
    private final Duration each;
    private final Table table;

    GrpcBesideHttp(Bench bench, Duration each, Table table) {
        this.bench = bench;
        this.each = each;
        this.table = table;
    }

    private record Round(Measured http, Measured grpc) {
        double ratio(ToDoubleFunction<Measured> figure) {
            return figure.applyAsDouble(grpc) / figure.applyAsDouble(http);
        }
    }

    void run(int rounds) throws Exception {
        warmUp();
        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            measured.add(i % 2 == 0 ? httpFirst() : grpcFirst());
        }
        print(measured, "tasks/s", Measured::rate);
        print(measured, "CPU a task, coordinator", one -> one.micros(one.cpu().coordinator()));
        print(measured, "CPU a task, all parts", one -> one.micros(one.cpu().all()));
    }

    private void warmUp() throws Exception {
        table.note("warming up until neither rate grows any more");
        new EmbeddedLoad(bench, 1, each, 64).steady();
        Round before = httpFirst();
        Round now = httpFirst();
        for (int i = 0; i < MOST_WARM_UPS && isQuicker(now, before); i++) {
            before = now;
            now = httpFirst();
        }
        table.note("measuring");
    }

    private static boolean isQuicker(Round now, Round before) {
        return now.http().rate() > before.http().rate() * NO_QUICKER
                || now.grpc().rate() > before.grpc().rate() * NO_QUICKER;
    }

    private Round httpFirst() throws Exception {
        Measured http = http();
        return new Round(http, grpc());
    }

    private Round grpcFirst() throws Exception {
        Measured grpc = grpc();
        return new Round(http(), grpc);
    }

    private Measured http() throws Exception {
        return shown(new HttpLoad(bench, 1, each, CALLERS).run());
    }

    private Measured grpc() throws Exception {
        return shown(new GrpcLoad(bench, each, CALLERS).run());
    }

    private Measured shown(Measured measured) {
        table.row(measured);
        return measured;
    }

    private static void print(List<Round> rounds, String name, ToDoubleFunction<Measured> figure) {
        double[] sorted = rounds.stream()
                .mapToDouble(round -> round.ratio(figure))
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "gRPC/HTTP, %-24s %.2f (median of %d rounds, %.2f to %.2f)%n",
                name,
                (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2,
                sorted.length,
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
