package dev.taskq.examples.demo;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.cli.Cli;
import dev.taskq.rig.cli.WholeNumber;
import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.QuietLogs;
import dev.taskq.rig.stack.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./taskq up}: runs Postgres, Redis, a coordinator and two agents as separate processes until Ctrl-C. It names each
 * process that ends before that, and continues as long as tasks are accepted and run. Arguments set other ports than 8080
 * and, for gRPC, 9090.
 */
@Command(
        name = "./taskq up",
        description =
                "Starts Postgres, Redis, a coordinator and two agents as processes, and keeps them running until Ctrl-C.")
public final class UpMain implements Callable<Integer> {
    private static final int PORT = 8080;
    private static final int GRPC_PORT = 9090;
    private static final int AGENTS = 2;
    private static final Path PLUGIN_JAR = Path.of("examples/resize-image/target/resize-image.jar");

    @Parameters(
            index = "0",
            paramLabel = "PORT",
            arity = "0..1",
            defaultValue = "" + PORT,
            converter = PortConverter.class,
            description = "Where the coordinator listens; 0 for any port that is free (${DEFAULT-VALUE}).")
    private int port;

    @Parameters(
            index = "1",
            paramLabel = "GRPC_PORT",
            arity = "0..1",
            defaultValue = "" + GRPC_PORT,
            converter = PortConverter.class,
            description = "Where it listens for gRPC; 0 for any port that is free (${DEFAULT-VALUE}).")
    private int grpcPort;

    private UpMain() {}

    private static final class PortConverter extends WholeNumber {
        PortConverter() {
            super(0, 65_535);
        }
    }

    /**
     * Starts everything, and runs until it is stopped.
     *
     * @param args the ports, or none
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new UpMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        QuietLogs.set();
        // The end is a signal's as a rule, and then all that was started ends.
        up(port, grpcPort).tell();
        return Cli.FAILED;
    }

    private static Watch up(int port, int grpcPort) throws IOException, InterruptedException {
        requirePlugin();
        LocalStack stack = new LocalStack(port, grpcPort);
        Path images = stack.folder().sub("images");
        new Pictures(images).draw();
        Path plugins = plugins(stack);
        stack.startAgents(
                AGENTS,
                List.of(),
                Map.of("TASKQ_PLUGINS_DIR", plugins.toString(), "RESIZE_IMAGE_ROOT", images.toString()));
        System.out.printf(
                """

                taskq is up
                  address  %1$s
                  console  %1$s/console (sign in with a token)
                  gRPC     %6$s
                  token    %2$s
                  own      %7$s (a token for its own tasks)
                  read     %8$s (a token for reading)
                  logs     %3$s
                  images   %4$s

                Resize a picture, and wait for it:

                id=$(curl -s %1$s/v1/tasks -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '%5$s' -w '\\n' \\
                  | tee /dev/stderr | sed 's/.*"id": *\\([0-9]*\\).*/\\1/')
                curl -s "%1$s/v1/tasks/$id?wait=30s" -H 'Authorization: Bearer %2$s' -w '\\n'

                Ctrl-C ends it.
                """,
                stack.address(),
                stack.token(),
                stack.folder().path(),
                images,
                Pictures.body(0),
                stack.grpcAddress(),
                stack.tokenForOwnTasks(),
                stack.tokenForReading());
        return stack.watch();
    }

    /** Before something is started. */
    static void requirePlugin() {
        if (!Files.isRegularFile(PLUGIN_JAR)) {
            throw new ComplaintException(PLUGIN_JAR + " is not built: start this by ./taskq");
        }
    }

    /** A folder of a stack with the handlers of its agents. */
    static Path plugins(LocalStack stack) throws IOException {
        Path plugins = stack.folder().sub("plugins");
        Files.copy(PLUGIN_JAR, plugins.resolve(PLUGIN_JAR.getFileName().toString()));
        return plugins;
    }
}
