package dev.taskq.server.grpc;

/**
 * The ids of a call in logs and traces. Immutable.
 *
 * @param correlation its correlation id
 * @param traceparent its position in a trace
 */
record CallIds(String correlation, String traceparent) {}
