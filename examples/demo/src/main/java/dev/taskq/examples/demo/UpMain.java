package dev.taskq.examples.demo;

import dev.taskq.rig.backend.BackendUnavailableException;
import dev.taskq.rig.stack.ComplaintException;
import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.QuietLogs;
import dev.taskq.rig.stack.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code ./taskq up}: Postgres, Redis, a coordinator and two agents as separate processes, until Ctrl-C. It says which
 * of them ends before that, and goes on as long as tasks are taken and run. An argument names
 * another port than 8080.
 */
public final class UpMain {
    private static final int PORT = 8080;
    private static final int AGENTS = 2;
    private static final Path PLUGIN_JAR = Path.of("examples/resize-image/target/resize-image.jar");

    private UpMain() {}

    /**
     * Starts all, and waits to be ended.
     *
     * @param args the port, or none
     */
    public static void main(String[] args) {
        QuietLogs.set();
        try {
            // The end is a signal's as a rule, and then all that was started ends.
            up(port(args)).tell();
        } catch (ComplaintException | BackendUnavailableException | IOException e) {
            System.err.println("taskq: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(1);
        }
    }

    private static Watch up(int port) throws IOException, InterruptedException {
        if (!Files.isRegularFile(PLUGIN_JAR)) {
            throw new ComplaintException(PLUGIN_JAR + " is not built: start this by ./taskq");
        }
        LocalStack stack = new LocalStack(port);
        Path images = stack.folder().sub("images");
        new Pictures(images).draw();
        Path plugins = stack.folder().sub("plugins");
        Files.copy(PLUGIN_JAR, plugins.resolve(PLUGIN_JAR.getFileName().toString()));
        stack.startAgents(
                AGENTS,
                List.of(),
                Map.of("TASKQ_PLUGINS_DIR", plugins.toString(), "RESIZE_IMAGE_ROOT", images.toString()));
        System.out.printf(
                """

                taskq is up
                  address  %1$s
                  token    %2$s
                  logs     %3$s
                  images   %4$s

                Resize a picture, and wait for it:

                id=$(curl -s %1$s/v1/tasks -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '%5$s' \\
                  | tee /dev/stderr | sed 's/.*"id": *\\([0-9]*\\).*/\\1/')
                curl -s "%1$s/v1/tasks/$id?wait=30s" -H 'Authorization: Bearer %2$s'

                Ctrl-C ends it.
                """, stack.address(), stack.token(), stack.folder().path(), images, new Pictures(images).body(0));
        return stack.watch();
    }

    private static int port(String[] args) {
        if (args.length == 0) {
            return PORT;
        }
        try {
            int port = Integer.parseInt(args[0]);
            if (args.length == 1 && port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, as every other wrong argument.
        }
        throw new ComplaintException("./taskq up takes one argument at most, a port between 0 and 65535");
    }
}
