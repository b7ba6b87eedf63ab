package dev.taskq.app;

import dev.taskq.agent.AgentConfig;
import java.time.Duration;
import java.util.Optional;

/** The settings of what an agent runs. */
public final class AgentSettings {
    /** How many tasks an agent runs at a time. */
    public static final Setting<Integer> SLOTS = SettingKinds.number(
                    "taskq.agent.slots", 1, AgentConfig.MOST_SLOTS, 64, "How many tasks run at a time.")
            .onlyOf(App.AGENT);

    /** How many bytes an agent holds in memory; empty for a share of the heap. */
    public static final Setting<Optional<Long>> MEMORY = SettingKinds.optionalMebibytes(
                    "taskq.agent.memory",
                    "How many MiB of params and results an agent holds, from a task's claim until its end is recorded. The default is an"
                            + " eighth of the heap. A single task always fits. Memory that handlers use for their own objects is not included.")
            .onlyOf(App.AGENT);

    /** The grace time of an agent's stop. */
    public static final Setting<Duration> GRACE = SettingKinds.duration(
                    "taskq.agent.grace",
                    "0s",
                    "7d",
                    "20s",
                    "How long a stop waits for handlers to finish before it interrupts them and releases their tasks.")
            .onlyOf(App.AGENT);

    /** What the operator calls the version of the agent and its handlers; empty for the version of taskq. */
    public static final Setting<String> VERSION = SettingKinds.of(
                    "taskq.agent.version",
                    text -> AgentConfig.DEFAULTS.withVersion(text).version(),
                    "up to " + AgentConfig.LONGEST_VERSION + " printable ASCII characters without spaces",
                    "",
                    "What you call the version of the agent and its handlers, such as `4.2.1`. The console marks a new one in its charts, and"
                            + " shows it beside agents and errors. The default is the version of taskq.")
            .onlyOf(App.AGENT);

    /** Whether the errors of attempts have stack traces. */
    public static final Setting<Boolean> STACK_TRACES = SettingKinds.yesOrNo(
                    "taskq.agent.stack-traces",
                    true,
                    "Whether the error of a failed attempt is stored with the handler's stack trace, shortened to 20 frames. A token"
                            + " with the scope `own` alone does not see it. The log has stack traces in any case.")
            .onlyOf(App.AGENT);

    private AgentSettings() {}
}
