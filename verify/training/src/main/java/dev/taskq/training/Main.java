package dev.taskq.training;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.cli.BadOptionException;
import dev.taskq.rig.cli.Cli;
import dev.taskq.rig.cli.WholeNumber;
import dev.taskq.rig.process.TrainedJar;
import dev.taskq.rig.stack.Programs;
import dev.taskq.rig.stack.QuietLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./taskq train}: trains both programs as they were built, or one program in its image. */
@Command(
        name = "./taskq train",
        description =
                "Runs a coordinator and an agent under load, so that their JVMs write what they have learned into AOT caches:"
                        + " loaded and linked classes, and profiles of what is hot. Programs that ./taskq starts use them. Does nothing if there"
                        + " are caches for these jars and this JVM.")
public final class Main implements Callable<Integer> {
    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "20000",
            converter = Calls.class,
            description =
                    "How many calls are made, from 1 to 10000000 (${DEFAULT-VALUE}); fewer if they take two minutes.")
    private int calls;

    @Option(
            names = "--coordinator",
            paramLabel = "JAR",
            description = "The coordinator's jar, as it was built; the default is the one of this clone.")
    private Path coordinator = Programs.COORDINATOR_JAR;

    @Option(
            names = "--agent",
            paramLabel = "JAR",
            description = "The agent's jar, as it was built; the default is the one of this clone.")
    private Path agent = Programs.AGENT_JAR;

    @Option(names = "--plugin", paramLabel = "JAR", description = "The jar of the training's handler.")
    private Path plugin = Path.of("verify/training/target/training-handler.jar");

    @Option(
            names = "--image",
            paramLabel = "PROGRAM",
            description =
                    "For the build of an image: coordinator or agent. The jar of this program is trained where it is, with the"
                            + " options in the file jvm.options beside it. The cache is written beside it, as app.aot.")
    private @Nullable String image;

    private Main() {}

    private static final class Calls extends WholeNumber {
        Calls() {
            super(1, 10_000_000);
        }
    }

    /**
     * Trains.
     *
     * @param args {@code --help} tells
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new Main(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        QuietLogs.set();
        List<Path> needed = List.of(coordinator, agent, plugin);
        for (Path jar : needed) {
            if (!Files.isRegularFile(jar)) {
                throw new ComplaintException(jar + " is not built: start this by ./taskq");
            }
        }
        if (!TrainedJar.isPossible()) {
            // A JVM of JDK 24 or earlier keeps no profiles. All works without them.
            return 0;
        }
        if (image == null) {
            trainBoth();
        } else {
            trainForImage(image);
        }
        return 0;
    }

    private void trainBoth() throws IOException, InterruptedException, ExecutionException {
        List<TrainedJar> both = List.of(TrainedJar.of(coordinator), TrainedJar.of(agent));
        if (both.stream().allMatch(TrainedJar::exists)) {
            return;
        }
        System.out.println("training the programs for this JVM, once for each build, for about a minute");
        both.get(0).putJar(coordinator);
        both.get(1).putJar(agent);
        List<TrainedJar.Start> starts = both.stream()
                .map(each -> ImageCache.writing(each.jar(), each.unfinished(), List.of()))
                .toList();
        new Training(starts.get(0), starts.get(1), plugin, calls).run();
        for (TrainedJar each : both) {
            requireWritten(each.unfinished());
            each.putCache();
        }
    }

    private void trainForImage(String program) throws IOException, InterruptedException, ExecutionException {
        boolean isCoordinator = switch (program) {
            case "coordinator" -> true;
            case "agent" -> false;
            default -> throw new BadOptionException("--image is coordinator or agent, not \"" + program + '"');
        };
        ImageCache cache = new ImageCache(isCoordinator ? coordinator : agent);
        TrainedJar.Start trained = cache.training();
        new Training(
                        isCoordinator ? trained : TrainedJar.Start.untrained(coordinator),
                        isCoordinator ? TrainedJar.Start.untrained(agent) : trained,
                        plugin,
                        calls)
                .run();
        requireWritten(cache.file());
        cache.stamp();
    }

    private static void requireWritten(Path cache) {
        if (!Files.isRegularFile(cache)) {
            throw new ComplaintException("the JVM wrote no cache to " + cache);
        }
    }
}
