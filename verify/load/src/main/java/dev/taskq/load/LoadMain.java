package dev.taskq.load;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.cli.BadOptionException;
import dev.taskq.rig.cli.Cli;
import dev.taskq.rig.cli.WholeNumber;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.QuietLogs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./taskq load}: runs a load test on a stack of its own (separate processes) or on a running system. */
@Command(
        name = "./taskq load",
        description =
                "Submits tasks at a given rate, follows each, and says whether the service levels are met: enqueue p95"
                        + " under 200 ms, every acknowledgement within 1 s, none lost. Starts Postgres, Redis, a coordinator and"
                        + " agents for it, unless --url names a running system.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all levels are met",
            "3:a level is missed",
            "2:a wrong option",
            "1:the test could not continue"
        })
public final class LoadMain implements Callable<Integer> {
    private static final Path PLUGIN_JAR = Path.of("verify/load/target/load-handler.jar");
    private static final int AGENTS = 10;
    private static final int MOST_AGENTS = 100;

    @Mixin
    private LoadOptions options = new LoadOptions();

    @Option(
            names = "--agents",
            paramLabel = "N",
            converter = AgentsConverter.class,
            description = "How many agents are started, each a process (" + AGENTS + "). Not with --url.")
    private @Nullable Integer agents;

    @Mixin
    private TargetOptions running = new TargetOptions();

    private LoadMain() {}

    private static final class AgentsConverter extends WholeNumber {
        AgentsConverter() {
            super(1, MOST_AGENTS);
        }
    }

    /**
     * Runs the load test.
     *
     * @param args {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new LoadMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<Target> target = running.target();
        if (target.isPresent() && agents != null) {
            throw new BadOptionException("--agents is for the stack that is started here, not for --url");
        }
        return target.isPresent() ? run(target.get()) : runOnOwnStack(agents == null ? AGENTS : agents);
    }

    private int runOnOwnStack(int number) throws IOException, InterruptedException {
        QuietLogs.set();
        if (!Files.isRegularFile(PLUGIN_JAR)) {
            throw new ComplaintException(PLUGIN_JAR + " is not built: start this by ./taskq");
        }
        try (LocalStack stack = new LocalStack(0)) {
            Path plugins = stack.folder().sub("plugins");
            Files.copy(PLUGIN_JAR, plugins.resolve(PLUGIN_JAR.getFileName().toString()));
            List<URI> addresses =
                    stack.startAgents(number, JarProcess.SMALL, Map.of("TASKQ_PLUGINS_DIR", plugins.toString()));
            List<URI> metrics = isObserved()
                    ? addresses.stream()
                            .map(address -> address.resolve("/metrics"))
                            .toList()
                    : List.of();
            return run(new Target(stack.address(), stack.token(), true, metrics));
        }
    }

    private int run(Target target) throws InterruptedException {
        return new LoadTest(target, options, System.out).run();
    }

    /** The processes read this from the same environment. */
    private static boolean isObserved() {
        return !"false".equals(System.getenv("OBSERVABILITY_ENABLED"));
    }
}
