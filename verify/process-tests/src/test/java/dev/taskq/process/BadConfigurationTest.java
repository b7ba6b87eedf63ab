package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.process.plugin.Greet;
import dev.taskq.rig.process.PluginJar;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reason that prevents an application's start is reported on one line, before the application waits for anything. */
@TestInstance(Lifecycle.PER_CLASS)
class BadConfigurationTest {
    private static final int BAD_SETTINGS = 78;
    private static final int CANNOT_START = 1;

    private Path folder;

    private final Map<Row, Future<Outcome>> outcomes = new EnumMap<>(Row.class);
    private final ExecutorService two = Executors.newFixedThreadPool(2);
    private ServerSocket taken;

    enum Row {
        HTTP_PORT(
                "coordinator", "TASKQ_HTTP_PORT", "eighty", "TASKQ_HTTP_PORT is \"eighty\", it must be a whole number"),
        POSTGRES_URL("coordinator", "TASKQ_POSTGRES_URL", "postgres://db/taskq", "TASKQ_POSTGRES_URL"),
        POSTGRES_POOL("agent", "TASKQ_POSTGRES_POOL", "-1", "TASKQ_POSTGRES_POOL is \"-1\", it must be"),
        REDIS_URL("agent", "TASKQ_REDIS_URL", "localhost:6379", "TASKQ_REDIS_URL"),
        TOKENS_MISSING("coordinator", "TASKQ_TOKENS", "", "TASKQ_TOKENS"),
        TOKENS_ILL_FORMED("coordinator", "TASKQ_TOKENS", "me everything secret", "TASKQ_TOKENS"),
        TOKENS_FILE_MISSING("coordinator", "TASKQ_TOKENS_FILE", "FOLDER/none", "TASKQ_TOKENS_FILE"),
        LOG_LEVEL("coordinator", "TASKQ_LOG_LEVEL", "LOUD", "TASKQ_LOG_LEVEL is \"LOUD\", it must be one of"),
        OBSERVABILITY("agent", "OBSERVABILITY_ENABLED", "maybe", "OBSERVABILITY_ENABLED is \"maybe\""),
        SLOTS("agent", "TASKQ_AGENT_SLOTS", "0", "TASKQ_AGENT_SLOTS is \"0\", it must be"),
        GRACE("agent", "TASKQ_AGENT_GRACE", "soon", "TASKQ_AGENT_GRACE is \"soon\", it must be a duration"),
        PRESET("agent", "TASKQ_PRESET", "thrifty", Row.NO_PRESET),
        COORDINATOR_PRESET("coordinator", "TASKQ_PRESET", "thrifty", Row.NO_PRESET),
        NO_HANDLER("agent", "TASKQ_PLUGINS_DIR", "", "there is no handler"),
        PLUGINS_MISSING("agent", "TASKQ_PLUGINS_DIR", "FOLDER/none", "which is not a folder"),
        PLUGIN_BROKEN("agent", "TASKQ_PLUGINS_DIR", "FOLDER/broken", "broken.jar is not a jar that can be read"),
        TYPE_TWICE("agent", "TASKQ_PLUGINS_DIR", "FOLDER/twice", "two handlers serve type greet"),
        PORT_TAKEN("agent", "TASKQ_HTTP_PORT", "TAKEN", "cannot listen"),
        HOST_UNKNOWN("agent", "TASKQ_HTTP_HOST", "no.such.host.invalid", "cannot listen"),
        COORDINATOR_PORT_TAKEN("coordinator", "TASKQ_HTTP_PORT", "TAKEN", "cannot listen"),
        COORDINATOR_HOST_UNKNOWN("coordinator", "TASKQ_HTTP_HOST", "no.such.host.invalid", "cannot listen");

        private static final String NO_PRESET = "TASKQ_PRESET is \"thrifty\", it must be one of fast-recovery, frugal";

        private final String app;
        private final String variable;
        private final String value;
        private final String line;

        Row(String app, String variable, String value, String line) {
            this.app = app;
            this.variable = variable;
            this.value = value;
            this.line = line;
        }

        int code() {
            return line.equals("cannot listen") ? CANNOT_START : BAD_SETTINGS;
        }
    }

    private record Outcome(int code, List<String> errors, List<String> output) {}

    @BeforeAll
    void startAll(@TempDir Path temporary) throws IOException {
        folder = temporary;
        taken = new ServerSocket(0);
        Path good = Files.createDirectory(folder.resolve("good"));
        PluginJar.write(good.resolve("greet.jar"), List.of(Greet.class));
        Path twice = Files.createDirectory(folder.resolve("twice"));
        PluginJar.write(twice.resolve("a.jar"), List.of(Greet.class));
        PluginJar.write(twice.resolve("b.jar"), List.of(Greet.class));
        Files.writeString(Files.createDirectory(folder.resolve("broken")).resolve("broken.jar"), "not a zip");
        for (Row row : Row.values()) {
            outcomes.put(row, two.submit(() -> outcome(row)));
        }
    }

    private Outcome outcome(Row row) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TASKQ_TOKENS", Http.tokenLine(),
                "TASKQ_PLUGINS_DIR", folder.resolve("good").toString()));
        if (row.variable.equals("TASKQ_TOKENS_FILE")) {
            environment.remove("TASKQ_TOKENS");
        }
        environment.put(
                row.variable,
                row.value
                        .replace("FOLDER", folder.toString())
                        .replace("TAKEN", Integer.toString(taken.getLocalPort())));
        try (AppProcess process = AppProcess.start(row.app, environment)) {
            return new Outcome(process.exitCode(), process.errors(), process.output());
        }
    }

    @AfterAll
    void stop() throws IOException {
        two.shutdownNow();
        taken.close();
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void isToldInOneLine(Row row) throws Exception {
        Outcome outcome =
                Objects.requireNonNull(outcomes.get(row)).get(AppProcess.LONG.toSeconds() * 2, TimeUnit.SECONDS);
        assertThat(outcome.errors())
                .singleElement()
                .asString()
                .startsWith("taskq-" + row.app + ": ")
                .contains(row.line);
        assertThat(outcome.code()).isEqualTo(row.code());
        assertThat(outcome.output()).noneMatch(line -> line.contains("stack_trace"));
    }
}
