package dev.taskq.cli;

import dev.taskq.client.Retries;
import dev.taskq.client.TaskqClient;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which coordinator is called. */
final class ConnectionOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The coordinator, with the token in TASKQ_TOKEN. By default TASKQ_URL.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A profile, with address and token. By default TASKQ_PROFILE.")
    private Optional<String> profile = Optional.empty();

    @Option(
            names = "--answer-within",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = DurationConverter.Positive.class,
            description = "How long to wait for an answer of the coordinator (${DEFAULT-VALUE}).")
    private Duration answerWithin = Duration.ofSeconds(30);

    Target target(Surroundings at) {
        return Target.of(url, profile, at);
    }

    TaskqClient client(Retries retries, Surroundings at) {
        Target target = target(at);
        return TaskqClient.builder(target.url())
                .token(target.token())
                .timeout(answerWithin)
                .retries(retries)
                .build();
    }
}
