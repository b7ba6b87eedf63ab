package dev.taskq.load;

import dev.taskq.rig.cli.BadOptionException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running system the load is put on; as options of a command line. */
public final class TargetOptions {
    @Option(names = "--url", paramLabel = "URL", description = "Where a coordinator of a running system answers.")
    private @Nullable URI url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "With --url: a token that may submit and read. Else the variable TASKQ_LOAD_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--agent-metrics",
            paramLabel = "URL",
            description = "With --url: where agents tell their metrics, http://agent:8081/metrics for instance, for the"
                    + " acknowledgements. A name with several addresses stands for all of them; may be repeated.")
    private List<URI> agentMetrics = List.of();

    /** As on a command line without any of them. */
    public TargetOptions() {}

    /**
     * The system that is named.
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
