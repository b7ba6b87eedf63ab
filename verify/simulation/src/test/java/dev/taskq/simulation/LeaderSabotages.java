package dev.taskq.simulation;

import dev.taskq.Preset;
import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Removals of the leader's duties and of the rules of its term. */
final class LeaderSabotages {
    private LeaderSabotages() {}

    static List<Sabotage> all() {
        Supplier<Focus> crashes = () -> Focus.of(
                        Setting.small(16_000)
                                .withOrders(List.of(
                                        Circumstances.at(11_000, Behaviour.TAKES_LONG),
                                        Circumstances.at(11_100, Behaviour.TAKES_LONG),
                                        Circumstances.at(12_000, Behaviour.SUCCEEDS))),
                        EnumSet.of(Accident.CRASH_AFTER),
                        EnumSet.of(Operation.CLAIM),
                        2)
                .oneIn(1);
        return List.of(
                Sabotage.seeds(
                        "the orphans' pass",
                        Sabotage.CORE + "leader/Reclaim.java",
                        "under.defer(ends.complete(under, orphans));",
                        "under.defer(ends.complete(under, List.of()));",
                        crashes),
                Sabotage.seeds(
                        "its locked rows kept",
                        Sabotage.CORE + "leader/Reclaim.java",
                        "under.defer(ends.complete(under, orphans));",
                        "ends.complete(under, orphans);",
                        () -> Focus.of(
                                        Setting.small(16_000, Order.of(Behaviour.KILLS)),
                                        EnumSet.of(Accident.LOCK_ROWS),
                                        EnumSet.of(Operation.COMPLETE),
                                        3)
                                .oneIn(1)),
                Sabotage.seeds(
                        "its limit to sessions ended before it",
                        Sabotage.CORE + "leader/EndedSessions.java",
                        "sessions.stream().filter(pass::serves).map(Session::id)",
                        "sessions.stream().map(Session::id)",
                        ShortCuts::amongSlowPasses),
                Sabotage.seeds(
                        "leadership only by a committed heartbeat",
                        Sabotage.CORE + "leader/Leadership.java",
                        "return !lease.isExpired();",
                        "return lease.overdue().compareTo(Duration.ofHours(1)) < 0;",
                        () -> Focus.of(
                                Setting.small(20_000)
                                        .withCoordinators(2)
                                        .withOrders(IntStream.range(0, 10)
                                                .mapToObj(i -> new Order(
                                                        Behaviour.SUCCEEDS, 0, i * 1_500, 1_000, true, -1, false))
                                                .toList()),
                                EnumSet.of(Accident.FAIL_BEFORE),
                                EnumSet.of(Operation.HEARTBEAT),
                                40)),
                Sabotage.seeds(
                        "a leader leads for as long as its bid asked for",
                        Sabotage.CORE + "leader/Leadership.java",
                        "return platform.timer(leaseLength);",
                        "return platform.timer(leaseLength.multipliedBy(4));",
                        () -> Focus.of(
                                        Setting.small(60_000)
                                                .withPreset(Preset.FRUGAL)
                                                .withCoordinators(2)
                                                .withOrders(IntStream.range(0, 30)
                                                        .mapToObj(i -> new Order(
                                                                Behaviour.SUCCEEDS,
                                                                0,
                                                                i * 1_500,
                                                                1_000,
                                                                true,
                                                                -1,
                                                                false))
                                                        .toList()),
                                        EnumSet.of(Accident.FAIL_BEFORE),
                                        EnumSet.of(Operation.HEARTBEAT),
                                        120)
                                .from(12_000)
                                .oneIn(1)),
                Sabotage.seeds(
                        "a session that was heard of since it was judged lives",
                        Sabotage.CORE + "memory/data/MemorySessions.java",
                        "session -> session.heartbeats() == heartbeats",
                        "session -> true",
                        () -> new Focus(
                                Setting.small(20_000, Circumstances.at(12_000, Behaviour.LASTS))
                                        .withAgents(1, 1),
                                Map.of(
                                        Operation.CLAIM, Set.of(Accident.CUT_STORE),
                                        Operation.END_SESSION, Set.of(Accident.FREEZE_BEFORE)),
                                0,
                                3,
                                1)),
                Sabotage.seeds(
                                "a term ends with the lease",
                                Sabotage.CORE + "leader/LeaderDuties.java",
                                "            term = null;\n",
                                "",
                                () -> Focus.of(
                                        Setting.small(20_000)
                                                .withCoordinators(2)
                                                .withOrders(IntStream.range(0, 10)
                                                        .mapToObj(i -> new Order(
                                                                Behaviour.SUCCEEDS,
                                                                0,
                                                                i * 1_500,
                                                                1_000,
                                                                true,
                                                                -1,
                                                                false))
                                                        .toList()),
                                        EnumSet.of(Accident.FAIL_BEFORE),
                                        EnumSet.of(Operation.HEARTBEAT),
                                        40))
                        .foundBy(19),
                Sabotage.seeds(
                        "a leader whose duties move",
                        Sabotage.CORE + "leader/Leadership.java",
                        "if (duties.stream().anyMatch(duty -> duty.sinceLastRound().compareTo(STANDSTILL) > 0)) {",
                        "if (duties.isEmpty()) {",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.STUCK),
                                        EnumSet.of(Operation.PROMOTE),
                                        1)
                                .oneIn(2)),
                Sabotage.seeds(
                        "the heartbeat's counter apart from its questions",
                        Sabotage.HOSTS + "StoreHost.java",
                        "if (operation.touchesTasks()) {\n            locks.awaitTable(STATEMENT);",
                        "if (operation.touchesTasks() || (operation == Operation.HEARTBEAT && !tasks.isEmpty())) {\n"
                                + "            locks.awaitTable(HEARTBEAT_ANSWER);",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.LASTS)),
                                        EnumSet.of(Accident.LOCK_TABLE),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(600)
                                .oneIn(3)),
                Sabotage.seeds(
                        "an observer whose own connection is new does not judge by connections",
                        Sabotage.CORE + "spi/Sessions.java",
                        "SETTLED = Duration.ofSeconds(10)",
                        "SETTLED = Duration.ZERO",
                        () -> new Focus(
                                Setting.small(8_000, Order.of(Behaviour.LASTS)).withAgents(1, 1),
                                Map.of(
                                        Operation.SESSIONS, Set.of(Accident.LOCKS_DROPPED),
                                        Operation.HEARTBEAT, Set.of(Accident.SLOW)),
                                600,
                                12,
                                3)),
                Sabotage.seeds(
                        "what has ended is kept for its time",
                        Sabotage.CORE + "memory/data/MemoryCompletions.java",
                        "row.finishedAt().filter(end -> end.plus(kept).isBefore(now)).isPresent()",
                        "row.finishedAt().filter(end -> end.isBefore(now.plus(kept))).isPresent()",
                        () -> Circumstances.calm(Setting.small(
                                        500,
                                        Order.of(Behaviour.SUCCEEDS),
                                        Circumstances.at(50_000, Behaviour.TAKES_LONG))
                                .withRetention(30_000))),
                Sabotage.seeds(
                        "deleting begins again at the first row",
                        Sabotage.CORE + "leader/Pruner.java",
                        "            position = 0;\n",
                        "            position = Long.MAX_VALUE;\n",
                        () -> Circumstances.calm(
                                Setting.small(500, Order.of(Behaviour.SUCCEEDS)).withRetention(1_000))),
                Sabotage.seeds(
                                "the pruner writes once a round",
                                Sabotage.CORE + "leader/Pruner.java",
                                "            subject = Subject.TYPES;\n",
                                "            subject = Subject.TYPES;\n            pruneTypes();\n            pruneOperations();\n",
                                () -> Focus.of(
                                                Setting.small(5_500, Order.of(Behaviour.SUCCEEDS))
                                                        .withCoordinators(1)
                                                        .withAgents(1, 1),
                                                EnumSet.of(Accident.CUT_STORE_SILENTLY),
                                                EnumSet.of(Operation.NOW, Operation.PURGE, Operation.FORGET_TYPES),
                                                3)
                                        .oneIn(2))
                        .foundBy(375),
                Sabotage.seeds(
                        "the guard",
                        Sabotage.CORE + "leader/FailureDetector.java",
                        "boolean withMany = together > FEW_SILENT && together * MANY_ONE_IN > all;",
                        "boolean withMany = false;",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS))
                                                .withAgents(4, 1),
                                        EnumSet.of(Accident.CUT_MOST),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(600)
                                .oneIn(3)),
                Sabotage.seeds(
                        "the guard waits for twice a long time-out",
                        Sabotage.CORE + "leader/FailureDetector.java",
                        "return longer(GUARDED_TIMEOUT, timeout(period).multipliedBy(GUARDED_IN_TIMEOUTS));",
                        "return GUARDED_TIMEOUT;",
                        // No accident lasts as long as this guard, so each observation makes the silence longer.
                        () -> Focus.of(
                                        Setting.small(100_000, Order.of(Behaviour.SUCCEEDS))
                                                .withPreset(Preset.FRUGAL)
                                                .withAgents(4, 1),
                                        EnumSet.of(Accident.CUT_MOST),
                                        EnumSet.of(Operation.SESSIONS),
                                        16)
                                .from(12_000)
                                .oneIn(1)),
                Sabotage.seeds(
                        "what the guard remembers",
                        Sabotage.CORE + "leader/MassFailureGuard.java",
                        "return since.equals(guarded.get(id));",
                        "return withMany;",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS))
                                                .withAgents(4, 1),
                                        EnumSet.of(Accident.CUT_MOST),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(600)
                                .oneIn(3)),
                Sabotage.seeds(
                        "what fell silent together stays guarded",
                        Sabotage.CORE + "leader/FailureDetector.java",
                        "isWithMany(since, losses, all))\n                    || silentWithMany.contains(process);",
                        "isWithMany(since, losses, all));",
                        () -> Focus.of(
                                        Setting.small(13_000, Order.of(Behaviour.SUCCEEDS))
                                                .withAgents(4, 1),
                                        EnumSet.of(Accident.MOST_UNANSWERED),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(11_000)
                                .oneIn(3)),
                Sabotage.seeds(
                        "a new observer waits for those that it has not heard of",
                        Sabotage.CORE + "leader/FailureDetector.java",
                        "boolean waits = mayBeSilentUnnoticed(silences, period);",
                        "boolean waits = false;",
                        () -> Focus.of(
                                        Setting.small(16_000, Order.of(Behaviour.SUCCEEDS))
                                                .withCoordinators(2)
                                                .withAgents(4, 1),
                                        EnumSet.of(Accident.MOST_UNANSWERED),
                                        EnumSet.of(Operation.HEARTBEAT),
                                        1)
                                .from(11_000)
                                .oneIn(3)),
                Sabotage.seeds(
                                "an agent whose heartbeat has failed sends the next one soon",
                                Sabotage.CORE + "agent/AgentHeartbeat.java",
                                "afterFailure = afterAnother();",
                                "afterFailure = sessionState.heartbeatPeriod();",
                                () -> Focus.of(
                                                Setting.small(30_000)
                                                        .withPreset(Preset.FRUGAL)
                                                        .withAgents(1, 2)
                                                        .withOrders(IntStream.range(0, 95)
                                                                .mapToObj(i -> Circumstances.at(
                                                                        11_000 + i * 200, Behaviour.SUCCEEDS))
                                                                .toList()),
                                                EnumSet.of(Accident.CUT_BRIEFLY),
                                                EnumSet.of(Operation.HEARTBEAT),
                                                2)
                                        .from(11_000)
                                        .oneIn(2))
                        .foundBy(170),
                Sabotage.seeds(
                                "a leader begins with the period of heartbeats that the one before has made known",
                                Sabotage.CORE + "coordinator/CoordinatorHeartbeat.java",
                                "answer.facts().ifPresent(facts -> leadership.learn(facts, ownFacts));",
                                "",
                                LeaderSabotages::mixedPresets)
                        .foundBy(13),
                Sabotage.seeds(
                                "a shorter period of heartbeats counts once all know it",
                                Sabotage.CORE + "leader/ExpectedPeriod.java",
                                "KNOWN_AFTER_PERIODS = 4;",
                                "KNOWN_AFTER_PERIODS = 0;",
                                LeaderSabotages::mixedPresets)
                        .foundBy(13),
                Sabotage.seeds(
                        "ages are not believed after the clock has jumped",
                        Sabotage.CORE + "engine/StoreClock.java",
                        "return !suspended.isExpired();",
                        "return false;",
                        () -> Focus.of(
                                        Setting.small(70_000)
                                                .withAgents(2, 4)
                                                .withOrders(IntStream.range(0, 14)
                                                        .mapToObj(i -> Circumstances.at(
                                                                54_000 + i * 600, Behaviour.TAKES_LONG))
                                                        .toList()),
                                        EnumSet.of(Accident.CLOCK_FORWARD),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(54_000)
                                .oneIn(6)));
    }

    /** Leaders with another preset follow each other, while an agent loses its connections for a moment again and again. */
    private static Focus mixedPresets() {
        return new Focus(
                Setting.small(50_000)
                        .withMixedPresets(Mixture.EACH_SECOND)
                        .withCoordinators(2)
                        .withAgents(1, 2)
                        .withOrders(IntStream.range(0, 195)
                                .mapToObj(i -> Circumstances.at(11_000 + i * 200, Behaviour.SUCCEEDS))
                                .toList()),
                Map.of(
                        Operation.CLAIM, Set.of(Accident.CUT_BRIEFLY),
                        Operation.OPERATIONS, Set.of(Accident.CRASH_AFTER)),
                11_000,
                60,
                12);
    }
}
