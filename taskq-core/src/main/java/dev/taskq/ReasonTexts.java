package dev.taskq;

import dev.taskq.Explanation.Reason;
import java.time.Duration;

/** The sentences of the reasons of an {@link Explanation}. */
final class ReasonTexts {
    private static final String NOTHING_TO_DO = "Nothing has to be done.";

    private ReasonTexts() {}

    static String text(Reason reason) {
        return switch (reason) {
            case Explanation.Final(var as, var at, var error) ->
                "The task " + (as == TaskStatus.CANCELLED ? "was cancelled" : as.wireName()) + " at " + at
                        + error.map(text -> ": " + text).orElse(".");
            case Explanation.Running(var agent, var session, var since, var timeout) ->
                "The agent " + agent + " (session " + session + ") runs the task since " + since + ". The time-out is "
                        + seconds(timeout) + ".";
            case Explanation.Overdue(var by) ->
                "The task runs for " + seconds(by) + " longer than its time-out allows.";
            case Explanation.AgentLost(var agent, var session, var since) ->
                "The agent " + agent.map(name -> name + " ").orElse("") + "(session " + session
                        + ") that ran the task since " + since + " was lost.";
            case Explanation.AgentSilent(var agent, var heardAt) ->
                "The agent " + agent + " has reported nothing "
                        + heardAt.map(at -> "since " + at).orElse("yet") + ".";
            case Explanation.CancelRequested(var at) ->
                "A cancel was requested at " + at + ", and the handler has not returned yet.";
            case Explanation.Scheduled(var dueAt) -> "The task is scheduled for " + dueAt + ".";
            case Explanation.BackingOff(var attempt, var outcome, var dueAt, var error) ->
                "Attempt " + attempt + " ended (" + outcome.wireName() + "), the next is due at " + dueAt
                        + error.map(text -> ": " + text).orElse(".");
            case Explanation.Due(var dueAt) -> "The task is due since " + dueAt + ", and is not queued yet.";
            case Explanation.Paused(var since, var by) ->
                "The type is paused" + since.map(at -> " since " + at).orElse("")
                        + by.map(caller -> " by " + caller).orElse("") + ".";
            case Explanation.NotServed(var everServed, var nearest) ->
                "No living agent serves the type" + (everServed ? "." : ", and none has ever served it.")
                        + nearest.map(name -> " The nearest type that is served is " + name + ".")
                                .orElse("");
            case Explanation.SuspectWaits(var losses, var agents) ->
                "The task was lost with its agent " + losses
                        + " times. An agent runs one such task at a time, and each of the " + agents
                        + " agents of the type runs one.";
            case Explanation.AgentsFull(var agents, var slots) ->
                "All " + slots + " slots of the " + agents + " agents of the type are taken.";
            case Explanation.MemoryFull(var agents, var room, var params) ->
                "No agent of the type that has a free slot (" + agents + ") has room in memory for the " + params
                        + " bytes of the task's params: the largest room is " + room + " bytes.";
            case Explanation.WaitingItsTurn turn -> turn(turn);
            case Explanation.HintsFailing() -> "Hints fail: agents find tasks by scans of the store.";
            case Explanation.NoLeader() -> "No coordinator leads.";
        };
    }

    static String advice(Reason reason) {
        return switch (reason) {
            case Explanation.Final(var as, var at, var error) ->
                as == TaskStatus.SUCCEEDED ? NOTHING_TO_DO : "Retry the task to queue it again.";
            case Explanation.Running running -> "Wait for its end, or cancel it.";
            case Explanation.Overdue overdue ->
                "The agent interrupts the handler, and the leader takes the task back if that has no effect. See the agent's log.";
            case Explanation.AgentLost lost -> "The leader takes the task back within moments.";
            case Explanation.AgentSilent silent ->
                "If the agent is dead, its tasks are taken back within about ten seconds. See the agent's log.";
            case Explanation.CancelRequested requested ->
                "Wait until the handler reacts to its interruption, or until the time-out.";
            case Explanation.Scheduled scheduled -> "Wait until then, retry the task to run it now, or cancel it.";
            case Explanation.BackingOff(var attempt, var outcome, var dueAt, var error) ->
                error.filter(text -> text.startsWith(TaskRejectedException.PARAMS_DO_NOT_FIT))
                                .isPresent()
                        ? "Submit the task again with params that fit, or deploy a handler that takes these."
                        : "Wait until then, or retry the task to run it now; see the error of the attempt.";
            case Explanation.Due due -> "The leader queues it within moments. See whether a coordinator leads.";
            case Explanation.Paused paused -> "Resume the type.";
            case Explanation.NotServed(var everServed, var nearest) ->
                nearest.isPresent() && !everServed
                        ? "See whether the type is misspelt, or start an agent that serves it."
                        : "Start an agent that serves it.";
            case Explanation.SuspectWaits suspectWaits ->
                "Wait until such a task ends, or start another agent. See why its agents were lost.";
            case Explanation.AgentsFull agentsFull -> "Wait, start another agent, or give the agents more slots.";
            case Explanation.MemoryFull memoryFull ->
                "Wait until a running task ends and gives its memory back, start another agent, or give the agents more memory.";
            case Explanation.WaitingItsTurn waiting ->
                waiting.before() == 0 ? "An agent takes it within moments." : "Wait, or start another agent.";
            case Explanation.HintsFailing hintsFailing -> "See whether Redis is reachable and accepts writes.";
            case Explanation.NoLeader noLeader ->
                "See whether a coordinator runs and reaches the database. Another one leads within seconds if so.";
        };
    }

    private static String turn(Explanation.WaitingItsTurn turn) {
        if (turn.before() == 0) {
            return "The task is the next of its type.";
        }
        return (turn.more() ? "At least " : "About ") + turn.before()
                + (turn.before() == 1 ? " task of the type is before it" : " tasks of the type are before it")
                + turn.expected()
                        .map(time -> ", which takes about " + seconds(time) + " at the rate of the last minute")
                        .orElse("")
                + ".";
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }
}
