package dev.taskq.chaos.application;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The process of an application. Its settings are environment variables; most have the names that taskq's programs use. */
public final class ApplicationMain {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(3);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int NO_BODY = -1;

    private ApplicationMain() {}

    /**
     * Places orders until it is asked to stop.
     *
     * @param args none
     * @throws IOException if it cannot listen, or cannot write its journal
     * @throws ExecutionException if an order failed otherwise than by a fault of the database
     * @throws InterruptedException if its thread was interrupted
     */
    public static void main(String[] args) throws IOException, ExecutionException, InterruptedException {
        Map<String, String> settings = System.getenv();
        try (HikariDataSource database = database(settings);
                OrderJournal journal = new OrderJournal(Path.of(settings.get("CHAOS_JOURNAL")))) {
            Shop shop = new Shop(
                    database,
                    journal,
                    OrderPlan.of(
                            Long.parseLong(settings.get("CHAOS_SEED")),
                            Integer.parseInt(settings.get("CHAOS_NUMBER")),
                            Integer.parseInt(settings.get("CHAOS_LIFE"))));
            Runtime.getRuntime().addShutdownHook(stop(shop, Thread.currentThread()));
            listen(new InetSocketAddress(
                    settings.get("TASKQ_HTTP_HOST"), Integer.parseInt(settings.get("TASKQ_HTTP_PORT"))));
            shop.run();
        }
    }

    private static HikariDataSource database(Map<String, String> settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.get("TASKQ_POSTGRES_URL"));
        config.setUsername(settings.get("TASKQ_POSTGRES_USER"));
        config.setPassword(settings.get("TASKQ_POSTGRES_PASSWORD"));
        config.setAutoCommit(false);
        config.setMaximumPoolSize(Shop.MOST_OPEN);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LONGEST_CONNECT.toMillis());
        // It may be started while the database is away.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** The JVM's shutdown hook. The exit code of a stop that was asked for is 0, and not that of the signal. */
    private static Thread stop(Shop shop, Thread main) {
        return new Thread(
                () -> {
                    shop.stop();
                    try {
                        main.join(LONGEST_STOP);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(0);
                },
                "stop");
    }

    private static void listen(InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(OK, NO_BODY);
            exchange.close();
        });
        server.start();
    }
}
