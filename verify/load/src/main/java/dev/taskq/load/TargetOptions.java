package dev.taskq.load;

import dev.taskq.rig.cli.BadOptionException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a running system, for the command line. */
public final class TargetOptions {
    @Option(names = "--url", paramLabel = "URL", description = "The address of a coordinator of a running system.")
    private @Nullable URI url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "With --url: a token that may submit and read. Otherwise the variable TASKQ_LOAD_TOKEN is used.")
    private @Nullable String token;

    @Option(
            names = "--agent-metrics",
            paramLabel = "URL",
            description = "With --url: the address of agents' metrics, such as http://agent:8081/metrics, for the"
                    + " acknowledgements. A name with several addresses stands for all of them; may be repeated.")
    private List<URI> agentMetrics = List.of();

    /** No options. */
    public TargetOptions() {}

    /**
     * The named system.
     *
     * @return it; empty if none is
     * @throws BadOptionException if something is missing, with a line for people
     */
    public Optional<Target> target() {
        if (url == null) {
            if (token != null || !agentMetrics.isEmpty()) {
                throw new BadOptionException("--token and --agent-metrics go with --url");
            }
            return Optional.empty();
        }
        if (url.getHost() == null
                || !List.of("http", "https").contains(url.getScheme())
                || !List.of("", "/").contains(url.getPath())) {
            throw new BadOptionException("--url must be like http://localhost:8080, not " + url);
        }
        String given = token != null ? token : System.getenv("TASKQ_LOAD_TOKEN");
        if (given == null) {
            throw new BadOptionException("--url needs a --token, or one in the variable TASKQ_LOAD_TOKEN");
        }
        return Optional.of(new Target(url, given, false, agentMetrics));
    }
}
