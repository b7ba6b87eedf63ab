package dev.taskq.platform;

import java.time.Duration;

/**
 * How long to pause after failures in a row: longer after each. Immutable.
 *
 * @param first the pause after the first failure
 * @param factor by how much the next pause is longer, 1 or more
 * @param longest no pause is longer, but for the jitter
 * @param jitter the share of a pause by which chance makes it shorter or longer, 0 to 1
 */
public record BackOff(Duration first, double factor, Duration longest, double jitter) {
    /**
     * The pause after a failure.
     *
     * @param failures how many there were in a row, 1 or more
     * @param platform the source of chance
     * @return the pause
     */
    public Duration after(int failures, Platform platform) {
        // Compared before it is made a whole number: the product may be infinite.
        double nanos = first.toNanos() * Math.pow(factor, failures - 1);
        Duration pause = nanos < longest.toNanos() ? Duration.ofNanos((long) nanos) : longest;
        return jitter > 0 ? platform.jittered(pause, jitter) : pause;
    }
}
