package dev.taskq.server.rate;

import dev.taskq.server.RateLimit;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a caller stands with its limit after a call. Immutable.
 *
 * @param limit the limit
 * @param remaining how many calls it could make at this moment
 * @param wholeAfter the time after which it has its whole burst again, if it makes no call
 * @param retryAfter the time after which the call would not be refused; empty if it was not refused
 */
public record Quota(RateLimit limit, long remaining, Duration wholeAfter, Optional<Duration> retryAfter) {}
