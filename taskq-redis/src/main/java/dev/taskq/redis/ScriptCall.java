package dev.taskq.redis;

import java.util.List;

/**
 * What a script is run on.
 *
 * @param keys its keys
 * @param arguments its arguments
 */
record ScriptCall(List<String> keys, List<String> arguments) {}
