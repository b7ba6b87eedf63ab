package dev.taskq;

/**
 * What a request to an agent to drain did. Immutable.
 *
 * @param agent the agent, without its last report
 * @param changed whether this request was the first: an agent that drains already stays so
 */
public record DrainResult(AgentOverview agent, boolean changed) {}
