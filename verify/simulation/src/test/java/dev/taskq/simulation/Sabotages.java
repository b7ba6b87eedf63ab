package dev.taskq.simulation;

import java.util.List;
import java.util.stream.Stream;

/** All removals of protections, and the circumstances in which each must be found. */
final class Sabotages {
    private Sabotages() {}

    static List<Sabotage> all() {
        return Stream.of(
                        ClaimSabotages.all(),
                        BoundSabotages.all(),
                        AgentSabotages.all(),
                        HintSabotages.all(),
                        LeaderSabotages.all(),
                        TakingSabotages.all(),
                        OperationSabotages.all(),
                        RetrySabotages.all(),
                        TransactionSabotages.all(),
                        CheckpointSabotages.all(),
                        CompletionSabotages.all(),
                        ScheduleSabotages.all())
                .flatMap(List::stream)
                .toList();
    }

    static Sabotage named(String name) {
        return all().stream()
                .filter(sabotage -> sabotage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
