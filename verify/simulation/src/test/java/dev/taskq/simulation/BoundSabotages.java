package dev.taskq.simulation;

import java.util.List;
import java.util.stream.IntStream;

/** Removals of the bounds on failures, losses and releases. */
final class BoundSabotages {
    private BoundSabotages() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.seeds(
                                "the loss of an agent that is back does not count",
                                Sabotage.CORE + "leader/LostSessions.java",
                                ".filter(Absence::back).map(Absence::process)",
                                ".filter(absence -> false).map(Absence::process)",
                                ShortCuts::focus)
                        .foundBy(4),
                Sabotage.seeds(
                                "the last loss fails no task whose agent is back",
                                Sabotage.CORE + "leader/LostSessions.java",
                                "return absence != null && absence.back();",
                                "return false;",
                                ShortCuts::amongCrashes)
                        .foundBy(72),
                Sabotage.seeds(
                        "only the same process counts as back",
                        Sabotage.CORE + "leader/LostSessions.java",
                        "return new Owner(\n                    session.process(), session.spec().kind(), session.spec().name());",
                        "return new Owner(0, session.spec().kind(), \"\");",
                        () -> Circumstances.calm(Setting.small(100, Order.of(Behaviour.KILLS)))),
                Sabotage.seeds(
                        "the last loss waits for its agent",
                        Sabotage.CORE + "leader/LostSessions.java",
                        "isYoung(session, lastLossWaits)",
                        "isYoung(session, Duration.ZERO)",
                        () -> Circumstances.calm(Setting.small(100, Order.of(Behaviour.KILLS)))),
                Sabotage.seeds(
                        "losses may be taken back while a task runs",
                        Sabotage.CORE + "memory/data/MemoryCompletions.java",
                        ".counts(verdict.failures(), row.counts().losses(), verdict.releases())",
                        ".counts(verdict.failures(), verdict.losses(), verdict.releases())",
                        ShortCuts::focus),
                Sabotage.seeds(
                        "the bound on failures",
                        Sabotage.CORE + "lifecycle/Verdicts.java",
                        "if (retryAfter.isEmpty() || failures >= maxAttempts) {",
                        "if (retryAfter.isEmpty()) {",
                        () -> Circumstances.calm(Setting.small(100, Order.of(Behaviour.FAILS)))),
                Sabotage.seeds(
                        "the bound on losses",
                        Sabotage.CORE + "lifecycle/Verdicts.java",
                        "if (losses >= MOST_LOSSES) {",
                        "if (losses > 10 * MOST_LOSSES) {",
                        () -> Circumstances.calm(Setting.small(100, Order.of(Behaviour.KILLS)))),
                Sabotage.seeds(
                        "one suspect at a time",
                        Sabotage.CORE + "agent/Claims.java",
                        "items, !executions.haveSuspect(), bytes.room());",
                        "items, true, bytes.room());",
                        () -> Circumstances.calm(
                                Setting.small(100, Order.of(Behaviour.HANGS), Order.of(Behaviour.KILLS))
                                        .withAgents(1, 2))),
                Sabotage.seeds(
                        "the bound on releases",
                        Sabotage.CORE + "lifecycle/Verdicts.java",
                        "if (counts.releases() + 1 >= MOST_RELEASES) {",
                        "if (counts.releases() > 10 * MOST_RELEASES) {",
                        () -> Circumstances.calm(Setting.small(60_000, Order.of(Behaviour.HANGS))
                                .withAgents(1, 2)
                                .withDrains(IntStream.rangeClosed(1, 13)
                                        .map(i -> i * 4_500)
                                        .boxed()
                                        .toList()))));
    }
}
