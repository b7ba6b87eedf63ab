package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/** Removals of what an agent does for the tasks that it holds and looks for. */
final class AgentSabotages {
    private AgentSabotages() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.searched(
                        "completions are repeated until something is said",
                        Sabotage.CORE + "agent/Reporter.java",
                        "            repeat(report);\n        } else if",
                        "            finished(report);\n        } else if",
                        () -> Focus.of(
                                Setting.small(3_000, Order.of(Behaviour.FAILS_ONCE)),
                                EnumSet.of(Accident.FAIL_BEFORE, Accident.FAIL_AFTER, Accident.LOST),
                                EnumSet.of(Operation.COMPLETE),
                                1)),
                Sabotage.seeds(
                        "a completion of a locked row is tried again",
                        Sabotage.CORE + "agent/Reporter.java",
                        "            repeat(report);\n            return;",
                        "            finished(report);\n            return;",
                        () -> Focus.of(
                                        Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.LOCK_ROWS),
                                        EnumSet.of(Operation.COMPLETE),
                                        1)
                                .oneIn(1)),
                Sabotage.seeds(
                        "what called for exit has failed",
                        Sabotage.CORE + "agent/AgentParts.java",
                        "            if (exits) {",
                        "            if (exits && executions.all().isEmpty()) {",
                        () -> Circumstances.calm(Setting.small(100, Order.of(Behaviour.EXITS)))),
                Sabotage.seeds(
                        "the heartbeat ends last",
                        Sabotage.CORE + "agent/AgentParts.java",
                        "        LifeCycle.end(others, left);\n",
                        "        LifeCycle.end(List.of(heartbeats), left);\n        LifeCycle.end(others, left);\n",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS))
                                                .withDrains(List.of(3_000)),
                                        EnumSet.of(Accident.STUCK),
                                        EnumSet.of(Operation.REPORT_STATUS),
                                        1)
                                .oneIn(2)),
                Sabotage.seeds(
                                "a thread that looks for work may be woken again",
                                Sabotage.CORE + "engine/IdleWorkers.java",
                                "            comes = false;\n",
                                "",
                                () -> Circumstances.calm(Setting.small(
                                        1_000,
                                        Order.of(Behaviour.SUCCEEDS),
                                        Circumstances.at(300, Behaviour.SUCCEEDS),
                                        Circumstances.at(700, Behaviour.SUCCEEDS))))
                        .foundBy(7),
                Sabotage.seeds(
                        "an agent that was asked to drain takes no more",
                        Sabotage.CORE + "agent/SessionState.java",
                        "        draining |= answer.drain();\n",
                        "",
                        () -> Circumstances.calm(drained(Behaviour.SUCCEEDS))),
                Sabotage.seeds(
                        "what was found before a drain was asked for is not claimed after it",
                        Sabotage.CORE + "agent/Claims.java",
                        "if (sessionState.isDraining()) {",
                        "if (sessionState.isDraining() && wanted.isEmpty()) {",
                        () -> Focus.of(
                                        drained(Behaviour.SUCCEEDS).withoutQueue(),
                                        EnumSet.of(Accident.SLOW),
                                        EnumSet.of(Operation.WAITING),
                                        20)
                                .from(1_500)
                                .oneIn(3)),
                Sabotage.seeds(
                        "a drain interrupts nothing that runs",
                        Sabotage.CORE + "agent/AgentHeartbeat.java",
                        "            LOG.info(\"was asked to drain, takes no more session={} held={}\", session, held.size());\n",
                        "            executions.lose(session);\n",
                        () -> Circumstances.calm(drained(Behaviour.TAKES_LONG))),
                Sabotage.seeds(
                        "the agents' own look at the store",
                        Sabotage.CORE + "agent/Poller.java",
                        "return scanStore(types, free);",
                        "return NOT_NOW;",
                        () -> Circumstances.calm(
                                Setting.small(100, Order.of(Behaviour.SUCCEEDS)).withoutQueue())),
                Sabotage.seeds(
                        "a scan goes on behind what was locked",
                        Sabotage.CORE + "agent/StoreScan.java",
                        "            continueAt.putAll(lastScannedAt);\n",
                        "",
                        () -> Focus.of(
                                        Setting.small(
                                                        1_000,
                                                        Order.of(Behaviour.SUCCEEDS),
                                                        Circumstances.at(700, Behaviour.SUCCEEDS))
                                                .withAgents(1, 1)
                                                .withoutQueue(),
                                        EnumSet.of(Accident.LOCK_ROWS),
                                        EnumSet.of(Operation.CLAIM),
                                        1)
                                .oneIn(1)),
                Sabotage.seeds(
                        "what an agent claims fits its memory",
                        Sabotage.CORE + "memory/data/MemoryDispatch.java",
                        "boolean fits = claim.room().fits(bytes, size, first);",
                        "boolean fits = true;",
                        AgentSabotages::littleMemory),
                Sabotage.seeds(
                        "an unused slot does not wake the agent that took it",
                        Sabotage.CORE + "agent/Slots.java",
                        "void giveBackUnused(int number) {\n        release(number);",
                        "void giveBackUnused(int number) {\n        giveBack(number);",
                        AgentSabotages::littleMemory),
                Sabotage.seeds(
                        "an agent without room waits, where looks alone find work",
                        Sabotage.CORE + "agent/Poller.java",
                        "if (bytes.isGivenSince(given) || !storeScan.isAlone(watch.hintsFail())) {",
                        "if (bytes.isGivenSince(given) || !watch.hintsFail()) {",
                        AgentSabotages::littleMemory),
                Sabotage.seeds(
                        "a count too old is not used",
                        Sabotage.CORE + "coordinator/Backlog.java",
                        "if (!type.believed.isExpired() &&",
                        "if (type.countedAt.isPresent() &&",
                        () -> Focus.of(
                                        Setting.small(90_000)
                                                .withBacklogLimit(3)
                                                .withOrders(IntStream.rangeClosed(1, 14)
                                                        .mapToObj(i -> Circumstances.at(i * 4_000, Behaviour.SUCCEEDS))
                                                        .toList()),
                                        EnumSet.of(Accident.FAIL_BEFORE),
                                        EnumSet.of(Operation.RECORD_BACKLOG),
                                        1_000)
                                .from(6_000)
                                .oneIn(1)));
    }

    /**
     * An agent that can hold one task has slots for two more. Sometimes the agent has hints although the leader has
     * none.
     */
    private static Focus littleMemory() {
        return Focus.of(
                        Setting.small(
                                        8_000,
                                        Order.of(Behaviour.HANGS),
                                        Order.of(Behaviour.HANGS),
                                        Order.of(Behaviour.FAILS))
                                .withAgents(1, 2)
                                .withMemory(1),
                        EnumSet.of(Accident.CUT_QUEUE),
                        EnumSet.of(Operation.ENQUEUE),
                        1)
                .oneIn(2);
    }

    /** Tasks come before an agent is asked to drain, and after that. */
    private static Setting drained(Behaviour does) {
        return Setting.small(
                        8_000,
                        IntStream.rangeClosed(1, 20)
                                .mapToObj(i -> Circumstances.at(i * 400, does))
                                .toArray(Order[]::new))
                .withAgents(2, 4)
                .withDrainRequests(List.of(2_000));
    }
}
